import numpy as np
import torch

from mlnotes.training.batch_normalization import (
    batch_norm_backward,
    batch_norm_backward_steps,
)
from mlnotes.training.batch_normalization_torch import batch_norm

rng = np.random.default_rng(0)
X, dY = rng.normal(size=(2, 7, 5))
gamma, beta = rng.normal(size=(2, 5))
compact = batch_norm_backward(dY, X, gamma)
steps = batch_norm_backward_steps(dY, X, gamma)

inputs = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
batch_norm(*inputs).backward(torch.tensor(dY))
for one, other, tensor in zip(compact, steps, inputs, strict=True):
    autograd = tensor.grad.numpy()
    print(one.shape, np.allclose(one, other), np.allclose(one, autograd))

dX, X_hat = compact[0], (X - X.mean(axis=0)) / X.std(axis=0)
print("sum of dX over the batch:", np.abs(dX.sum(axis=0)).max().round(3))
print("sum of dX times x̂:       ", np.abs((dX * X_hat).sum(axis=0)).max().round(3))
