import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d

X = np.ones((1, 4096, 1, 1), "float16")
W, b = np.ones((1, 4096, 1, 1), "float16"), np.zeros(1, "float16")
one_by_one = float(np.add.accumulate(X.ravel())[-1])
print("added in float16:", one_by_one, " the layer:", conv2d(X, W, b).item())
