import numpy as np

from mlnotes.training.batch_normalization import batch_norm
from mlnotes.training.layer_normalization import layer_norm

one, beta = np.ones(4), np.full(4, 0.5)
rng = np.random.default_rng(0)
X = rng.normal(3, 1, (2, 3, 4))  # two sequences with three positions
padded = np.concatenate([X, np.zeros((2, 5, 4))], axis=1)  # five more, all zero


def largest_change(normalise):
    return np.abs(normalise(padded)[:, :3] - normalise(X)).max()


def over_rows(X):
    return batch_norm(X.reshape(-1, 4), one, beta).reshape(X.shape)


def over_features(X):
    return layer_norm(X, one, beta)


print(f"batch norm changes by {largest_change(over_rows):.1f}")
print(f"layer norm changes by {largest_change(over_features):.1f}")
print("padding becomes:", over_features(padded)[0, -1])
