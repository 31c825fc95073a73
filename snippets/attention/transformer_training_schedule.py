from mlnotes.attention.transformer_training import noam_schedule
from mlnotes.training.schedules import warmup_cosine_schedule

d, warmup, steps = 512, 4000, 100_000
peak = noam_schedule(warmup - 1, d, warmup)
print(f"peak {peak:.2e} = {(d * warmup) ** -0.5:.2e}")
print("   step  paper's  warm-up, cosine")
for step in (1, 1000, 4000, 16_000, 50_000, 100_000):
    rates = (
        noam_schedule(step - 1, d, warmup),
        warmup_cosine_schedule(step - 1, peak, warmup, steps),
    )
    print(f"{step:7} {rates[0] / peak:8.4f} {rates[1] / peak:8.4f}")
