import numpy as np
import torch
from torch import nn

from mlnotes.training.batch_normalization import batch_norm, batch_norm2d

rng = np.random.default_rng(0)
X = rng.normal(3, 2, (2, 3, 5, 7))  # n, channels, height, width
gamma, beta = np.ones(3), np.zeros(3)
Y = batch_norm2d(X, gamma, beta)
print("mean of each channel:", Y.mean(axis=(0, 2, 3)).round(3) + 0.0)
print("std of each channel: ", Y.std(axis=(0, 2, 3)).round(3))

rows = X.transpose(0, 2, 3, 1).reshape(-1, 3)
same = batch_norm(rows, gamma, beta).reshape(2, 5, 7, 3).transpose(0, 3, 1, 2)
print("rows of pixels:", rows.shape, np.array_equal(Y, same))
theirs = nn.BatchNorm2d(3).double()(torch.tensor(X)).detach().numpy()
print("equal to nn.BatchNorm2d:", np.allclose(Y, theirs))
