import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import pad_cyclic, relative_difference, roll
from mlnotes.networks.activations import relu

rng = np.random.default_rng(0)
X = rng.normal(size=(5, 1, 16, 16))
W, b = rng.normal(size=(1, 1, 3, 3)), np.ones(1)
M = rng.normal(size=(256, 256))
layers = {
    "convolution, cyclic borders": lambda X: conv2d(pad_cyclic(X, 1), W, b),
    "convolution, zeros outside": lambda X: conv2d(X, W, b, padding=1),
    "ReLU": relu,
    "fully connected": lambda X: (X.reshape(-1, 256) @ M.T).reshape(X.shape),
}
for name, f in layers.items():
    error = relative_difference(f(roll(X, 2, 3)), roll(f(X), 2, 3))
    print(f"{name}: {error:.2f}")
