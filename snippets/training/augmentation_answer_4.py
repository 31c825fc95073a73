import numpy as np

from mlnotes.convolution.pooling import avg_pool2d
from mlnotes.training.augmentation import resize

stripes = np.zeros((1, 1, 8, 16))
stripes[..., 1::4] = stripes[..., 2::4] = 1  # half of the columns are white
print("mean of the stripes:", stripes.mean())
print("shrunk to a quarter:", resize(stripes, 2, 4)[0, 0, 0])
averaged = avg_pool2d(stripes, 4, 4)
print("averaged:           ", averaged[0, 0, 0], averaged.shape[2:])
