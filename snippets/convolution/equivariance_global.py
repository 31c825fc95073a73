import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import pad_cyclic, relative_difference, roll
from mlnotes.convolution.pooling import avg_pool2d, global_avg_pool2d, max_pool2d
from mlnotes.networks.activations import relu

rng = np.random.default_rng(0)
X, W = rng.normal(size=(5, 1, 16, 16)), rng.normal(size=(8, 1, 3, 3))


def maps(X):
    return relu(conv2d(pad_cyclic(X, 1), W, np.zeros(8)))


def wrap(A):  # one more row and column, so that windows of 2 fit everywhere
    return np.pad(A, ((0, 0), (0, 0), (0, 1), (0, 1)), mode="wrap")


def blur(A):  # weights 1/4, 1/2, 1/4 down and across, at every second place
    return avg_pool2d(avg_pool2d(wrap(A), 2, 1), 2, 2)


for name, shrink in (
    ("nothing", lambda A: A),
    ("every second", lambda A: A[:, :, ::2, ::2]),
    ("max pooling, stride 2", lambda A: max_pool2d(A, 2, 2)),
    ("blur, every second", blur),
    ("maximum, blur, every second", lambda A: blur(max_pool2d(wrap(A), 2, 1))),
):
    A, moved = (global_avg_pool2d(shrink(maps(Z))) for Z in (X, roll(X, 0, 1)))
    print(f"{name}: {relative_difference(moved, A):.2f}")
