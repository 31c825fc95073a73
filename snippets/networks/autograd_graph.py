import numpy as np
import torch

from mlnotes.networks import autograd, autograd_torch


def expression(x, W):
    return ((x @ W.T).tanh() * 2.0 + x).sum()


rng = np.random.default_rng(0)
arrays = [rng.normal(size=(3, 5)), rng.normal(size=(5, 5))]
ours = autograd.Graph(expression(*map(autograd.Variable, arrays)))
leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
theirs = autograd_torch.Graph(expression(*leaves))

print("ours:   ", *ours.operations)
print("PyTorch:", *theirs.operations)
print("same edges:", ours.edges == theirs.edges)
