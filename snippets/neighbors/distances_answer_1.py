import numpy as np

from mlnotes.neighbors.distances import l1_distances, l2_distances

z = np.array([[0.0, 0.0]])
X = np.array([[0.0, 3.0], [2.0, 2.0]])
for name, distances in (("L1", l1_distances), ("L2", l2_distances)):
    D = distances(z, X)
    print(name, D.round(2), "nearest row:", D.argmin())
