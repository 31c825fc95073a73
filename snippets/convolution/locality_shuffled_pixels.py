import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp

X, y = load_digits(return_X_y=True)
X, rng = X / 16, np.random.default_rng(0)
W1, *others = init_mlp(64, 32, 10, rng)
order = shuffled_order(len(X), epochs=5, rng=rng)
pixels = rng.permutation(64)

plain = train_mlp(X, y, W1, *others, order, 64, 0.2)
shuffled = train_mlp(X[:, pixels], y, W1[:, pixels], *others, order, 64, 0.2)
print("mean loss by epoch:", plain[-1].mean(axis=1).round(1))
print("same losses, up to rounding:", np.allclose(shuffled[-1], plain[-1]))
print("same W1, columns shuffled:", np.allclose(shuffled[0], plain[0][:, pixels]))
