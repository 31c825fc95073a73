import numpy as np

from mlnotes.convolution.convolutional_layer import im2col, im2col_backward

rng = np.random.default_rng(0)
X = rng.normal(size=(2, 3, 5, 5))
columns = im2col(X, 3, 3)
C = rng.normal(size=columns.shape)
back = im2col_backward(C, X, 3, 3)
print("the same number:", np.isclose((columns * C).sum(), (X * back).sum()))

print("windows that each pixel lies in:")
print(im2col_backward(np.ones_like(columns), X, 3, 3)[0, 0].astype(int))
