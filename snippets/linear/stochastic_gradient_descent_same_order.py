import numpy as np
import torch

from mlnotes.linear import stochastic_gradient_descent as by_hand
from mlnotes.linear import stochastic_gradient_descent_torch as with_torch

rng = np.random.default_rng(0)
X, y = rng.normal(size=(11, 5)), rng.integers(0, 3, 11)
W, b = np.zeros((3, 5)), np.zeros(3)
order = by_hand.shuffled_order(11, epochs=7, rng=rng)

arrays = (X, y, W, b, order)
tensors = [torch.tensor(array) for array in arrays]
results = by_hand.train_softmax_classifier(*arrays, 4, 0.5)
results_torch = with_torch.train_softmax_classifier(*tensors, 4, 0.5)
for name, mine, its in zip(("W", "b", "losses"), results, results_torch, strict=True):
    print(name, mine.shape, "equal:", np.allclose(mine, its.numpy()))
