import numpy as np

from mlnotes.neighbors.distances import l2_distances
from mlnotes.neighbors.knn import knn_predict

counted = 0


def counting_distances(Z, X):
    global counted
    counted += len(Z) * len(X)
    return l2_distances(Z, X)


rng = np.random.default_rng(0)
Z = rng.normal(size=(3, 5))
for n in (1_000, 2_000, 4_000):
    X, y = rng.normal(size=(n, 5)), rng.integers(2, size=n)  # all the training
    counted = 0
    knn_predict(Z, X, y, 1, counting_distances)
    print(n, "training rows,", counted, "distances")
