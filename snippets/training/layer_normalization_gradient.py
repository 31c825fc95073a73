import numpy as np
import torch

from mlnotes.training.batch_normalization import batch_norm_backward
from mlnotes.training.layer_normalization import layer_norm_backward
from mlnotes.training.layer_normalization_torch import layer_norm

rng = np.random.default_rng(0)
X, dY = rng.normal(size=(2, 7, 5))
gamma, beta = rng.normal(size=(2, 5))
gradients = layer_norm_backward(dY, X, gamma)

inputs = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
layer_norm(*inputs).backward(torch.tensor(dY))
for by_hand, tensor in zip(gradients, inputs, strict=True):
    print(by_hand.shape, "equal to autograd:", np.allclose(by_hand, tensor.grad))

transposed, _, _ = batch_norm_backward((dY * gamma).T, X.T, np.ones(7))
print("batch norm, transposed:", np.allclose(gradients[0], transposed.T))
