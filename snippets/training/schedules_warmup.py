import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.activations import relu
from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.schedules import warmup_cosine_schedule

raw, y = load_digits(return_X_y=True)
raw, y = raw[:500], y[:500]
scaled = (raw - raw.mean()) / raw.std()


def train(X, rates, seed):
    """Loss and share of dead hidden units after one step for each rate."""
    rng = np.random.default_rng(seed)
    weights = init_mlp(64, 64, 10, rng)
    for rate in rates:
        batch = rng.permutation(500)[:32]
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *weights)
        weights = [w - rate * dw for w, dw in zip(weights, gradients, strict=True)]
    H = relu(X @ weights[0].T + weights[1])
    return mlp_loss(X, y, *weights), (H == 0).all(axis=0).mean()


print("medians of 5 runs:     loss dead")
for name, X, rate in (("raw", raw, 0.1), ("scaled", scaled, 0.3)):
    for warmup in (0, 50):
        rates = [warmup_cosine_schedule(t, rate, warmup, 150) for t in range(150)]
        runs = [train(X, rates, seed) for seed in range(5)]
        loss, dead = np.median(runs, axis=0)
        print(f"{name:6} warm-up {warmup:2}: {loss:10.2f} {dead:4.1f}")
