import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.linear.scores import linear_scores

rng = np.random.default_rng(0)
X = rng.normal(size=(2, 3, 7, 5))

W, b = rng.normal(size=(11, 3)), rng.normal(size=11)
A = conv2d(X, W.reshape(11, 3, 1, 1), b)
at_a_pixel = linear_scores(X[:, :, 4, 2], W, b)
print("1 × 1:", A.shape, "linear:", np.allclose(A[:, :, 4, 2], at_a_pixel))

W = rng.normal(size=(11, 3, 7, 5))
A = conv2d(X, W, b)
scores = linear_scores(X.reshape(2, -1), W.reshape(11, -1), b)
print("7 × 5:", A.shape, "fully connected:", np.allclose(A[:, :, 0, 0], scores))
