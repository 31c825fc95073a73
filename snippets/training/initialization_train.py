import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.activations import relu, tanh
from mlnotes.training.initialization import (
    deep_loss,
    deep_loss_backward,
    gaussian_init,
    he_init,
    xavier_init,
)

X, y = load_digits(return_X_y=True)
X, y = (X[:300] - X.mean()) / X.std(), y[:300]
starts = {
    "std 0.01": lambda rng: gaussian_init(64, 64, 0.01, rng),
    "std 1": lambda rng: gaussian_init(64, 64, 1, rng),
    "Xavier": lambda rng: xavier_init(64, 64, rng),
    "He": lambda rng: he_init(64, 64, rng),
}
print(f"loss after 100 steps; log 10 = {np.log(10):.4f}")
for activation, rate, name, digits in (
    (tanh, 0.1, "std 0.01", 4),
    (tanh, 0.1, "std 1", 0),
    (tanh, 0.1, "Xavier", 1),
    (relu, 0.02, "std 0.01", 4),
    (relu, 0.02, "He", 1),
):
    rng = np.random.default_rng(0)
    W = np.stack([starts[name](rng) for _ in range(10)])
    V = xavier_init(64, 10, rng)
    for _ in range(100):
        batch = rng.permutation(300)[:50]
        dW, dV = deep_loss_backward(1.0, X[batch], y[batch], W, V, activation)
        W, V = W - rate * dW, V - rate * dV
    loss = deep_loss(X, y, W, V, activation)
    print(f"{activation.__name__:5} {name:9} {loss:.{digits}f}")
