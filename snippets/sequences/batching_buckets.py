import numpy as np

from mlnotes.sequences.batching import bucket_order, padding_share

rng = np.random.default_rng(0)
lengths = np.minimum(3 + rng.geometric(0.05, 4000), 60)  # many short, few long
print("mean length:", round(lengths.mean()), "- longest:", lengths.max())
print("padded to 60:", round(1 - lengths.mean() / 60, 2))
for pool in (1, 64, 640, 4000):
    order = bucket_order(lengths, pool, rng)
    share = padding_share(lengths[order], batch_size=32)
    print(f"pools of {pool}: {share:.2f}")
