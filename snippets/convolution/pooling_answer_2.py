import numpy as np

from mlnotes.convolution.pooling import max_pool2d, max_pool2d_backward

X = np.array([[[[0.0, 1, 0], [2, 9, 3], [0, 4, 0]]]])
A = max_pool2d(X, size=2, stride=1)
dA = np.array([[[[1.0, 2], [3, 4]]]])
print(A[0, 0])
print(max_pool2d_backward(dA, X, size=2, stride=1)[0, 0])
