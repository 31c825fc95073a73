import numpy as np
import torch

from mlnotes.training.dropout import dropout_backward, dropout_mask
from mlnotes.training.dropout_torch import dropout

rng = np.random.default_rng(1)
X, dY = rng.normal(size=(2, 5)), np.ones((2, 5))
M = dropout_mask(X, 0.5, rng)
dX = dropout_backward(dY, M)
print(dX)

X_torch = torch.tensor(X, requires_grad=True)
dropout(X_torch, torch.tensor(M)).backward(torch.tensor(dY))
print("equal to autograd:", np.array_equal(dX, X_torch.grad.numpy()))
