import numpy as np
import torch

from mlnotes.convolution.convolutional_layer import conv2d_backward

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(4, 6, 9, 9)), rng.normal(size=(8, 3, 3, 3)), np.zeros(8)
numbers = {"stride": 2, "padding": 1, "dilation": 2, "groups": 2}

leaves = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
A = torch.nn.functional.conv2d(*leaves, **numbers)
dA = rng.normal(size=A.shape)
A.backward(torch.tensor(dA))

by_hand = conv2d_backward(dA, X, W, **numbers)
for name, gradient, leaf in zip(("dX", "dW", "db"), by_hand, leaves, strict=True):
    same = np.allclose(gradient, leaf.grad.numpy())
    print(name, gradient.shape, "as autograd:", same)
