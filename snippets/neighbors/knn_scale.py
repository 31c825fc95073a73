import numpy as np

from mlnotes.neighbors.knn import knn_predict

rng = np.random.default_rng(0)
y = rng.integers(2, size=400)
useful = y + rng.normal(scale=0.2, size=400)
useless = rng.normal(scale=1000, size=400)
X = np.stack([useful, useless], axis=1)
for name, data in (("as measured", X), ("scaled", X / X[:200].std(axis=0))):
    predicted = knn_predict(data[200:], data[:200], y[:200], 1)
    print(f"{name}: accuracy above 0.9:", (predicted == y[200:]).mean() > 0.9)
