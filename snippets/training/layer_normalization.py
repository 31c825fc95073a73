import numpy as np

from mlnotes.training.layer_normalization import layer_norm

rng = np.random.default_rng(0)
X = rng.normal(size=(3, 64)) * [[0.1], [1], [10]] + [[5], [0], [-30]]
one, zero = np.ones(64), np.zeros(64)
Y = layer_norm(X, one, zero)
print("mean before:", X.mean(axis=1).round(1))
print("mean after: ", Y.mean(axis=1).round(3) + 0.0)
print("std after:  ", Y.std(axis=1).round(2))

sequences = rng.normal(3, 2, (2, 5, 64))  # samples, positions, features
Y = layer_norm(sequences, one, zero)
print("means of sequences:", Y.mean(axis=-1).shape)
print("first position:", np.allclose(Y[0, :1], layer_norm(sequences[0, :1], one, zero)))
