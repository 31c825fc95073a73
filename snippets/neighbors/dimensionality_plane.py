import numpy as np

from mlnotes.neighbors.dimensionality import relative_contrast

rng = np.random.default_rng(0)
directions, _ = np.linalg.qr(rng.normal(size=(1000, 2)))
plane = rng.random((1020, 2)) @ directions.T
filled = rng.random((1020, 1000))
for name, data in (("in a plane", plane), ("fills the cube", filled)):
    contrast = np.median(relative_contrast(data[:20], data[20:]))
    print(f"{name}: width {data.shape[1]}, contrast above 10: {contrast > 10}")
