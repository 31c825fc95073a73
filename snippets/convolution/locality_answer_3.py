import numpy as np

from mlnotes.convolution.cross_correlation import cross_correlate

W = np.array([[1.0, 2.0], [3.0, 4.0]])
units = np.eye(12).reshape(12, 3, 4)  # pictures with a single pixel of 1
M = np.stack([cross_correlate(unit, W).ravel() for unit in units], axis=1)
print(M.astype(int))
