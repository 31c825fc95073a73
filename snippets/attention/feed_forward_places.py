import numpy as np

from mlnotes.attention.feed_forward import feed_forward
from mlnotes.convolution.convolutional_layer import conv2d

n, t, d, d_ff = 2, 7, 3, 12
rng = np.random.default_rng(0)
X = rng.normal(size=(n, t, d))
W1, b1 = rng.normal(size=(d_ff, d)), rng.normal(size=d_ff)
W2, b2 = rng.normal(size=(d, d_ff)), rng.normal(size=d)
Y = feed_forward(X, W1, b1, W2, b2)

moved = X.copy()
moved[1, 4] += 1  # one place of one sequence
changed = (feed_forward(moved, W1, b1, W2, b2) != Y).any(axis=-1)
print("changed places:", np.argwhere(changed).tolist())

order = rng.permutation(t)
permuted = feed_forward(X[:, order], W1, b1, W2, b2)
print("permuted alike:", np.allclose(permuted, Y[:, order]))

picture = X.swapaxes(1, 2)[:, :, None]  # d channels, one row of t pixels
H = np.maximum(0, conv2d(picture, W1[:, :, None, None], b1))
A = conv2d(H, W2[:, :, None, None], b2)
print("two 1 × 1 convolutions:", np.allclose(A[:, :, 0].swapaxes(1, 2), Y))
