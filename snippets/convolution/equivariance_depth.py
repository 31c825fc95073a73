import numpy as np
from sklearn.datasets import load_digits

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference, translate
from mlnotes.convolution.pooling import max_pool2d
from mlnotes.networks.activations import relu

X = np.zeros((50, 1, 32, 32))
X[:, 0, 12:20, 12:20] = load_digits().images[:50]
for size in (1, 2):
    rng, changes = np.random.default_rng(0), []
    A, moved = X, translate(X, 0, 1)
    for channels in (1, 8, 8, 8):
        W = rng.normal(size=(8, channels, 3, 3))
        A, moved = (
            max_pool2d(relu(conv2d(Z, W, np.zeros(8), padding=1)), size, size)
            for Z in (A, moved)
        )
        changes.append(round(float(relative_difference(moved, A)), 1))
    print(f"window {size}: {changes}")
