import numpy as np

from mlnotes.convolution.cross_correlation import convolve, cross_correlate

X = np.array([[1.0, 2, 0], [0, 1, 3], [2, 0, 1]])
W = np.array([[1.0, 2], [0, -1]])
print("cross-correlation:", cross_correlate(X, W).astype(int).tolist())
print("convolution:      ", convolve(X, W).astype(int).tolist())
