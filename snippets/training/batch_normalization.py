import numpy as np

from mlnotes.training.batch_normalization import batch_norm

rng = np.random.default_rng(0)
X = rng.normal(size=(7, 3)) * [0.1, 1, 100] + [5, 0, -300]
print("mean before:", X.mean(axis=0).round(1))
print("std before: ", X.std(axis=0).round(1))

gamma, beta = np.array([1.0, 1.0, 2.0]), np.array([0.0, 0.0, 10.0])
Y = batch_norm(X, gamma, beta)
print("mean after: ", Y.mean(axis=0).round(3) + 0.0)
print("std after:  ", Y.std(axis=0).round(3))
