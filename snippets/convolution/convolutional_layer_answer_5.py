import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d, conv2d_backward

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(2, 3, 6, 6)), rng.normal(size=(4, 3, 3, 3)), np.zeros(4)
dA = rng.normal(size=(2, 4, 6, 6))
dX, _, _ = conv2d_backward(dA, X, W, padding=1)

turned = W[:, :, ::-1, ::-1].swapaxes(0, 1)  # filters and channels change places
again = conv2d(dA, turned, np.zeros(3), padding=1)
print("dX is a convolution of dA:", np.allclose(dX, again))
