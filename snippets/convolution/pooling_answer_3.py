import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.pooling import avg_pool2d

X = np.random.default_rng(0).normal(size=(2, 3, 7, 11))
W = np.full((3, 1, 2, 2), 1 / 4)  # one filter per channel, all weights equal
A = conv2d(X, W, np.zeros(3), stride=2, groups=3)
print(A.shape, np.allclose(A, avg_pool2d(X, size=2, stride=2)))
