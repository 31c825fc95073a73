import numpy as np
import torch

from mlnotes.convolution.cross_correlation import cross_correlate, cross_correlate_loop

X = np.array([[3.0, 0, 1, 2], [1, 5, 8, 9], [2, 7, 2, 5], [0, 1, 3, 1]])
W = np.array([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]])
print(cross_correlate_loop(X, W))
print("view equal to loop:", np.allclose(cross_correlate(X, W), [[-5, -4], [-10, -2]]))

rng = np.random.default_rng(0)
X, W = rng.normal(size=(11, 13)), rng.normal(size=(2, 5))
A = cross_correlate(X, W)
print("shape:", A.shape, "equal:", np.allclose(A, cross_correlate_loop(X, W)))
layer = torch.nn.Conv2d(1, 1, (2, 5), bias=False, dtype=torch.float64)
layer.weight.data = torch.tensor(W)[None, None]
expected = layer(torch.tensor(X)[None, None])[0, 0].detach().numpy()
print("equal to torch.nn.Conv2d:", np.allclose(A, expected))
