import numpy as np

from mlnotes.networks.backpropagation import mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
start = init_mlp(5, 11, 3, rng)
for name, factor in (("random", 1), ("zero", 0)):
    gradients = mlp_loss_backward(1.0, X, y, *(factor * p for p in start))
    _, dW1, db1, dW2, db2 = (bool(gradient.any()) for gradient in gradients)
    print(f"{name} weights: dW1 {dW1}, db1 {db1}, dW2 {dW2}, db2 {db2}")
