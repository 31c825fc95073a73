import numpy as np

from mlnotes.networks.activations import tanh
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

rng = np.random.default_rng(0)
X = rng.normal(size=(7, 5))
W1, _, W2, b2 = init_mlp(5, 4, 3, rng)
b1 = rng.normal(size=4)
s = mlp(X, W1, b1, W2, b2)

order = np.array([2, 0, 3, 1])
print("permuted:", np.allclose(mlp(X, W1[order], b1[order], W2[:, order], b2), s))
scale = np.array([0.1, 1.0, 2.0, 5.0])
scaled = W1 * scale[:, np.newaxis], b1 * scale, W2 / scale, b2
print("rescaled, ReLU:", np.allclose(mlp(X, *scaled), s))
opposite = -W1, -b1, -W2, b2
print("signs, ReLU:   ", np.allclose(mlp(X, *opposite), s))
s = mlp(X, W1, b1, W2, b2, activation=tanh)
print("rescaled, tanh:", np.allclose(mlp(X, *scaled, activation=tanh), s))
print("signs, tanh:   ", np.allclose(mlp(X, *opposite, activation=tanh), s))
