import numpy as np

from mlnotes.convolution.pooling import avg_pool2d, avg_pool2d_backward

X = np.zeros((1, 1, 7, 7))
for size, stride in ((2, 2), (3, 2), (3, 1), (2, 3)):
    A = avg_pool2d(X, size, stride)
    windows = size**2 * avg_pool2d_backward(np.ones_like(A), X, size, stride)
    print(f"size {size}, stride {stride}: output {A.shape[2:]}")
    print("  windows in row 0:", windows[0, 0, 0].round().astype(int))
