import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference, translate
from mlnotes.convolution.pooling import global_avg_pool2d

X = np.zeros((1, 1, 12, 12))
X[0, 0, 4:8, 2:6] = np.random.default_rng(0).normal(size=(4, 4))
W = np.random.default_rng(1).normal(size=(8, 1, 3, 3))


def features(X):
    return global_avg_pool2d(np.maximum(conv2d(X, W, np.zeros(8), padding=1), 0))


for right in (0, 4, 5, 6, 7, 8):
    change = relative_difference(features(translate(X, 0, right)), features(X))
    print(f"moved by {right}: change {change:.2f}")
