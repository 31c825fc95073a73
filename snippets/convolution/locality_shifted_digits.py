import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.neighbors.pixel_distance import shift
from mlnotes.networks.activations import relu
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

X, y = load_digits(return_X_y=True)
X, rng = X / 16, np.random.default_rng(0)
moved = np.stack([shift(x.reshape(8, 8), 0, 1).ravel() for x in X[1400:]])
order = shuffled_order(1400, epochs=30, rng=rng)
weights = init_mlp(64, 32, 10, rng)
*weights, _ = train_mlp(X[:1400], y[:1400], *weights, order, 64, 0.5)
for name, Z in (("as they are", X[1400:]), ("moved by one pixel", moved)):
    right = mlp(Z, *weights).argmax(axis=1) == y[1400:]
    print(f"test digits {name}: {right.mean():.1f} right")

W1, b1, *_ = weights
H, H_moved = (relu(Z @ W1.T + b1) for Z in (X[1400:], moved))
change = np.linalg.norm(H_moved - H, axis=1) / np.linalg.norm(H, axis=1)
print(f"change of the hidden layer, relative: {change.mean():.1f}")
