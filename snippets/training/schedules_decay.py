import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.schedules import cosine_schedule

X, y = load_digits(return_X_y=True)
X, y = X[:1000] / 16, y[:1000]
X = X - X.mean(axis=0)


def train(rates, seed):
    """Loss on all samples after one step of 4 samples for each rate."""
    rng = np.random.default_rng(seed)
    weights = init_mlp(64, 16, 10, rng)
    for rate in rates:
        batch = rng.permutation(1000)[:4]
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *weights)
        weights = [w - rate * dw for w, dw in zip(weights, gradients, strict=True)]
    return mlp_loss(X, y, *weights)


print("losses of 3 runs after 1000 steps")
for name, rates in (
    ("constant 0.8", [0.8] * 1000),
    ("constant 0.08", [0.08] * 1000),
    ("cosine from 0.8", [cosine_schedule(t, 0.8, 1000) for t in range(1000)]),
):
    losses = sorted(train(rates, seed) for seed in range(3))
    print(f"{name:15} {losses[0]:.2f} … {losses[1]:.2f} … {losses[2]:.2f}")
