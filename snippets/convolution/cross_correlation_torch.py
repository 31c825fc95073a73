import torch

from mlnotes.convolution.cross_correlation_torch import convolve, cross_correlate

X = torch.arange(1.0, 10).reshape(3, 3)
W = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
print("cross-correlation:", cross_correlate(X, W).int().tolist())
print("convolution:      ", convolve(X, W).int().tolist())
called_conv2d = torch.conv2d(X[None, None], W[None, None])[0, 0]
print("torch.conv2d:     ", called_conv2d.int().tolist())
