import numpy as np
import torch

from mlnotes.convolution.locality import local_matrix_backward, sliding_matrix_backward
from mlnotes.convolution.locality_torch import sliding_matrix

rng = np.random.default_rng(0)
w, x, da = rng.normal(size=3), rng.normal(size=8), rng.normal(size=6)
dM = np.outer(da, x)  # the gradient of a fully connected layer
dw = sliding_matrix_backward(dM, 8)
print("shapes:", dM.shape, local_matrix_backward(dM).shape, dw.shape)
by_places = [sum(da[p] * x[p + i] for p in range(6)) for i in range(3)]
print("sum over the places:", np.allclose(dw, by_places))

tensor = torch.tensor(w, requires_grad=True)
(sliding_matrix(tensor, 8) @ torch.tensor(x)).backward(torch.tensor(da))
print("equal to autograd:", np.allclose(dw, tensor.grad.numpy()))
