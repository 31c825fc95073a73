import numpy as np
import torch

from mlnotes.networks import backpropagation as by_hand
from mlnotes.networks import backpropagation_torch as with_torch
from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
parameters = init_mlp(5, 11, 3, rng)

gradients = by_hand.mlp_loss_backward(1.0, X, y, *parameters)

leaves = [torch.tensor(array, requires_grad=True) for array in (X, *parameters)]
with_torch.mlp_loss(leaves[0], torch.tensor(y), *leaves[1:]).backward()
print(f"loss {by_hand.mlp_loss(X, y, *parameters):.4f}")
names = ("X", "W1", "b1", "W2", "b2")
for name, mine, leaf in zip(names, gradients, leaves, strict=True):
    print(f"d{name:3}{mine.shape!s:8} equal:", np.allclose(mine, leaf.grad.numpy()))
