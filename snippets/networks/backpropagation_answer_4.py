import numpy as np

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
parameters = init_mlp(5, 11, 3, rng)
_, *gradients = mlp_loss_backward(1.0, X, y, *parameters)
directions = [rng.normal(size=p.shape) for p in parameters]


def loss(step):
    moved = (p + step * v for p, v in zip(parameters, directions, strict=True))
    return mlp_loss(X, y, *moved)


slope = sum((g * v).sum() for g, v in zip(gradients, directions, strict=True))
numeric = (loss(1e-5) - loss(-1e-5)) / 2e-5
print("relative error below 1e-7:", abs(numeric - slope) < 1e-7 * abs(slope))
