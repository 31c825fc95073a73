from mlnotes.attention.transformer_training import noam_schedule

d, warmup = 512, 4000
peak = noam_schedule(warmup - 1, d, warmup)
print(f"peak {peak:.2e} = {(d * warmup) ** -0.5:.2e}")
for step in (1, 1000, 4000, 16_000, 100_000):  # counted from 1
    print(f"{step:6} {noam_schedule(step - 1, d, warmup) / peak:.4f}")
