import numpy as np
import torch

from mlnotes.attention.masks import masked_softmax_backward
from mlnotes.attention.masks_torch import masked_softmax

rng = np.random.default_rng(0)
e, dA = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
mask = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [0, 0, 0, 0]], bool)
de = masked_softmax_backward(dA, e, mask)
print(de.round(3) + 0.0)

e_torch = torch.tensor(e, requires_grad=True)
masked_softmax(e_torch, torch.tensor(mask)).backward(torch.tensor(dA))
print("as autograd:", np.allclose(de, e_torch.grad))
