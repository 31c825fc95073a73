import numpy as np

from mlnotes.neighbors.dimensionality import median_nearest_distance

rng = np.random.default_rng(0)
n, d = 500, 10
radii = rng.random((10_000, n)) ** (1 / d)  # of uniform points in the unit ball
nearest = radii.min(axis=1)
print("formula:", round(median_nearest_distance(n, d), 2))
print("simulated median:", round(np.median(nearest), 2))
