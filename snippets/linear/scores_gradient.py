import numpy as np
import torch

from mlnotes.linear.scores import linear_scores_backward
from mlnotes.linear.scores_torch import linear_scores

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
ds = rng.normal(size=(5, 2))
by_hand = linear_scores_backward(ds, X, W)

tensors = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
linear_scores(*tensors).backward(torch.tensor(ds))
for name, gradient, tensor in zip(("dX", "dW", "db"), by_hand, tensors, strict=True):
    equal = np.allclose(gradient, tensor.grad.numpy())
    print(name, gradient.shape, "equal to autograd:", equal)
