import numpy as np
import torch

from mlnotes.convolution.cross_correlation import cross_correlate_backward
from mlnotes.convolution.cross_correlation_torch import cross_correlate

rng = np.random.default_rng(0)
X, W, dA = (rng.normal(size=shape) for shape in ((7, 11), (2, 5), (6, 7)))
by_hand = cross_correlate_backward(dA, X, W)

tensors = [torch.tensor(array, requires_grad=True) for array in (X, W)]
cross_correlate(*tensors).backward(torch.tensor(dA))
for name, gradient, tensor in zip(("dX", "dW"), by_hand, tensors, strict=True):
    equal = np.allclose(gradient, tensor.grad.numpy())
    print(name, gradient.shape, "equal to autograd:", equal)
