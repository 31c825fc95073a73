import numpy as np
import torch

from mlnotes.attention.attention_function import attend, attend_backward
from mlnotes.attention.attention_function_torch import attend as attend_torch

rng = np.random.default_rng(0)
e, V = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 5, 4))
dY = rng.normal(size=(2, 3, 4))
de, dV = attend_backward(dY, e, V, None)

tensors = [torch.tensor(array, requires_grad=True) for array in (e, V)]
attend_torch(*tensors, None).backward(torch.tensor(dY))
for name, ours, tensor in zip(("de", "dV"), (de, dV), tensors, strict=True):
    print(name, ours.shape, "as autograd:", np.allclose(ours, tensor.grad))

step = 1e-3 * de
nearer = (dY * attend(e - step, V, None)).sum() < (dY * attend(e, V, None)).sum()
print("a step against de lowers the loss:", nearer)
