from mlnotes.attention.transformer_training import best_gap, smallest_loss

for smoothing in (0.01, 0.1, 0.3):
    gap, least = best_gap(37_000, smoothing), smallest_loss(37_000, smoothing)
    perplexity = 1 / (1 - smoothing + smoothing / 37_000)
    print(f"ε = {smoothing}: {gap:.1f} {least:.2f} {perplexity:.2f}")
