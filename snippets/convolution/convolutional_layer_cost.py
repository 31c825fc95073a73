import tracemalloc

import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d, im2col
from mlnotes.convolution.output_size import conv_multiplications

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 16, 32, 32))
W, b = rng.normal(size=(16, 16, 3, 3)), np.zeros(16)


def peak(call):
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / X.nbytes


convolution = conv_multiplications(16, 32, 32, filters=16, kernel=3, padding=1)
connected = (16 * 32 * 32) ** 2
print(f"multiplications: {convolution:,}")
print(f"fully connected: {connected:,}, {connected / convolution:.0f} times")
print("im2col of all, peak over 9:", peak(lambda: im2col(X, 3, 3, 1, 1)) > 9)
print("conv2d in blocks, peak under 4:", peak(lambda: conv2d(X, W, b, 1, 1)) < 4)
