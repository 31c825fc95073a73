import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d, im2col

X, W, b = np.zeros((10, 3, 28, 28)), np.zeros((6, 3, 5, 5)), np.zeros(6)
columns = im2col(X, 5, 5, stride=2, padding=2)
A = conv2d(X, W, b, stride=2, padding=2)
print("columns", columns.shape, "A", A.shape)
print("parameters", W.size + b.size)
