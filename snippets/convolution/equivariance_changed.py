import numpy as np
from sklearn.datasets import load_digits

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference, translate
from mlnotes.convolution.pooling import max_pool2d
from mlnotes.networks.activations import relu

X = np.zeros((50, 1, 24, 24))
X[:, 0, 8:16, 4:12] = load_digits().images[:50]
W = np.random.default_rng(1).integers(-4, 5, (8, 1, 3, 3)).astype(float)


def maps(X, size):
    A = relu(conv2d(X, W, np.zeros(8), padding=1))
    return max_pool2d(A, size, size)


print("window: share, relative change")
for size in (1, 2, 4, 8, 24):
    A = maps(X, size)
    shares, changes = [], []
    for right in (1, 2, 3):
        moved = maps(translate(X, 0, right), size)
        seen = (A != 0) | (moved != 0)
        shares.append(round(100 * float((moved != A)[seen].mean())))
        changes.append(round(float(relative_difference(moved, A)), 1))
    print(f"{size:2}: {shares} %, {changes}")
