import numpy as np
import torch
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training import early_stopping, early_stopping_torch

X, y = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
y[:400] = np.where(rng.random(400) < 0.3, rng.integers(0, 10, 400), y[:400])
start, order = init_mlp(64, 16, 10, rng), shuffled_order(200, 40, rng)
data = X[:200] / 16, y[:200], X[200:400] / 16, y[200:400], *start, order

*by_hand, best, last = early_stopping.train_with_early_stopping(*data, 20, 0.2, 5)
tensors = [torch.tensor(part) for part in data]
*weights, best_torch, last_torch = early_stopping_torch.train_with_early_stopping(
    *tensors, 20, 0.2, 5
)
print("same best epoch:", best == best_torch)
print("same last epoch:", last == last_torch)
for mine, its in zip(by_hand, weights, strict=True):
    print(mine.shape, "equal:", np.allclose(mine, its.numpy()))
