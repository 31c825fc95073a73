import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d, im2col

X = np.arange(1.0, 10).reshape(1, 1, 3, 3)
W, b = np.array([[[[1.0, 0], [0, -2]]]]), np.zeros(1)

columns = im2col(X, 2, 2)
print(columns[0])
print("row times columns:", W.ravel() @ columns[0])
print("the layer:        ", conv2d(X, W, b).ravel())
