import numpy as np

from mlnotes.convolution.pooling import avg_pool2d, max_pool2d

grey = np.full((1, 1, 100, 100), 0.5)
rng = np.random.default_rng(0)
places = rng.permutation(10_000)[:500]  # 5 % of the pixels
for name, value in (("dark", 0.0), ("bright", 1.0)):
    spotted = grey.copy()
    spotted.flat[places] = value
    wrong = (max_pool2d(spotted, 2, 2) != 0.5).mean()
    error = np.abs(avg_pool2d(spotted, 2, 2) - 0.5).max()
    print(f"{name} spots: share of wrong maxima {wrong:.2f}")
    print(f"  largest error of a mean {error:.2f}")
