import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mlnotes.convolution.convolutional_layer import im2col_backward

dX = np.zeros((4, 4))
windows = sliding_window_view(dX, (3, 3), writeable=True)
windows[...] = windows + 1  # all at once
print("at once:")
print(dX.astype(int))
right = im2col_backward(np.ones((1, 9, 4)), np.zeros((1, 1, 4, 4)), 3, 3)
print("pixel by pixel of a window:")
print(right[0, 0].astype(int))
