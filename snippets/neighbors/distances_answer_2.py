import numpy as np

from mlnotes.neighbors.distances import l1_distances, l2_distances

rng = np.random.default_rng(0)
Z, X = rng.normal(size=(50, 64)), rng.normal(size=(50, 64))
ratio = l1_distances(Z, X) / l2_distances(Z, X)
print("between 1 and 8:", ratio.min() >= 1, ratio.max() <= 8)

corner = np.ones((1, 64))
axis = np.eye(64)[:1]
for point in (axis, corner):
    zero = np.zeros((1, 64))
    print((l1_distances(zero, point) / l2_distances(zero, point)).round(6))
