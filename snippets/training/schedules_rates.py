import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp

X, y = load_digits(return_X_y=True)
X, y = X[:1000] / 16, y[:1000]
X = X - X.mean(axis=0)
for rate in (0.01, 0.1, 1, 100):
    rng = np.random.default_rng(0)
    weights = init_mlp(64, 32, 10, rng)
    for _ in range(150):
        batch = rng.permutation(1000)[:32]
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *weights)
        weights = [w - rate * dw for w, dw in zip(weights, gradients, strict=True)]
    loss = mlp_loss(X, y, *weights)
    print(f"rate {rate:4}: loss", f"{loss:.1g}" if loss < 10 else "above 10")
