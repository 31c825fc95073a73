import torch
from torch.nn import functional

from mlnotes.convolution.output_size import output_size

X = torch.zeros(1, 1, 7, 7)
print("formula:", output_size(7, 2, 2))
print("max_pool2d:", functional.max_pool2d(X, 2).shape[-1])
print("ceil_mode:", functional.max_pool2d(X, 2, ceil_mode=True).shape[-1])
