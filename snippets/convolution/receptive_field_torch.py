import torch
from torch.nn import functional

from mlnotes.convolution.receptive_field_torch import receptive_fields

kernels, strides = [3, 2, 3], [1, 2, 1]  # the second layer is a pooling layer
print("by transposed layers:", receptive_fields(kernels, strides))

X = torch.zeros(1, 1, 15, 15, requires_grad=True)
A = X
for kernel, stride in zip(kernels, strides, strict=True):
    A = functional.conv2d(A, torch.ones(1, 1, kernel, kernel), stride=stride)
A[0, 0, 1, 2].backward()
rows, columns = X.grad[0, 0].nonzero().T
print("unit (1, 2) of", tuple(A.shape[2:]), "has a gradient at")
print("  rows", rows.min().item(), "to", rows.max().item())
print("  columns", columns.min().item(), "to", columns.max().item())
