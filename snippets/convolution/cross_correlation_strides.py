import numpy as np

from mlnotes.convolution.cross_correlation import cross_correlate

X = np.arange(20.0).reshape(4, 5)
windows = np.lib.stride_tricks.sliding_window_view(X, (3, 2))
print("X:      ", X.shape, "strides", X.strides)
print("windows:", windows.shape, "strides", windows.strides)
print("window (1, 2):", windows[1, 2].ravel().astype(int))
print("same memory:", np.shares_memory(windows, X))
print("may be written:", windows.flags.writeable)

W = np.ones((3, 2))
print("sums of the windows:", np.allclose(windows.sum((2, 3)), cross_correlate(X, W)))
