import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference


def turn(A):
    return np.rot90(A, axes=(2, 3))


rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(5, 1, 9, 9)), rng.normal(size=(1, 1, 3, 3)), np.zeros(1)
turned_maps = turn(conv2d(X, W, b))
fixed, joint = conv2d(turn(X), W, b), conv2d(turn(X), turn(W), b)
print(f"same filter: {relative_difference(fixed, turned_maps):.1f}")
print(f"turned filter: {relative_difference(joint, turned_maps):.1f}")
symmetric = (W + turn(W) + turn(turn(W)) + turn(turn(turn(W)))) / 4
A = turn(conv2d(X, symmetric, b))
print(f"symmetric: {relative_difference(conv2d(turn(X), symmetric, b), A):.1f}")
