import numpy as np

from mlnotes.training.batch_normalization import batch_norm

rng = np.random.default_rng(0)
for n in (2, 8, 32, 128):
    batches = rng.normal(size=(n, 5000))  # 5000 features are 5000 batches of one
    batches[0] = 1.0  # the sample that we look at
    y = batch_norm(batches, np.ones(5000), np.zeros(5000))[0]
    noise = batches[1:].mean(axis=0).std()
    print(f"n = {n}: std {noise:.2f}, 1 becomes {y.mean():.1f} ± {y.std():.1f}")
