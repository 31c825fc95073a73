import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d

white = np.ones((1, 1, 5, 5))
mean = np.full((1, 1, 3, 3), 1 / 9)
print(conv2d(white, mean, np.zeros(1), padding=1)[0, 0].round(2))
