import numpy as np

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp


def numeric_gradient(loss, x, step):
    gradient = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (loss(up) - loss(down)) / (2 * step)
    return gradient


rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
W1, b1, W2, b2 = init_mlp(5, 11, 3, rng)
parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
_, *gradients = mlp_loss_backward(1.0, X, y, **parameters)

for (name, value), by_hand in zip(parameters.items(), gradients, strict=True):
    numeric = numeric_gradient(
        lambda x, name=name: mlp_loss(X, y, **parameters | {name: x}), value, 1e-5
    )
    distance = np.linalg.norm(numeric - by_hand)
    error = distance / (np.linalg.norm(numeric) + np.linalg.norm(by_hand))
    print(f"{name}: {value.size} numbers, error below 1e-7: {error < 1e-7}")
