import numpy as np

from mlnotes.neighbors.distances import l1_distances, l2_distances

angle = np.pi / 4
rotation = np.array(
    [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]],
)
Z, X = np.zeros((1, 2)), np.array([[1.0, 0.0]])
for name, distances in (("L1", l1_distances), ("L2", l2_distances)):
    before = distances(Z, X)[0, 0]
    after = distances(Z @ rotation, X @ rotation)[0, 0]
    print(name, f"{before:.4f} -> {after:.4f}")
