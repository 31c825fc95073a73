import numpy as np

from mlnotes.training.batch_normalization import batch_norm

X = np.array([[1.0], [3.0], [8.0]])
one, zero = np.ones(1), np.zeros(1)
print(batch_norm(X, one, zero).round(2).ravel())
print(batch_norm(X, np.sqrt(X.var(axis=0)), X.mean(axis=0)).round(2).ravel())
