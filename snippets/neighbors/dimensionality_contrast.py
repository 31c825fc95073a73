import numpy as np

from mlnotes.neighbors.dimensionality import relative_contrast

rng = np.random.default_rng(0)
for d in (2, 10, 100, 1000):
    X = rng.random((1000, d))
    Z = rng.random((20, d))
    contrast = np.median(relative_contrast(Z, X))
    print(f"d = {d:4d}: (max - min) / min = {contrast:.2g}")
