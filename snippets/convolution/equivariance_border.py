import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import translate

X = np.ones((1, 1, 5, 7))
W, b = np.ones((1, 1, 3, 3)), np.zeros(1)
of_moved = conv2d(translate(X, 0, 2), W, b, padding=1)
moved = translate(conv2d(X, W, b, padding=1), 0, 2)
print((of_moved - moved)[0, 0])
