import numpy as np

from mlnotes.convolution.pooling import avg_pool2d, max_pool2d

X = np.array([[1.0, 3, 2, 0], [5, 2, 4, 1], [0, 1, 8, 6], [2, 7, 3, 5]])
X = X[np.newaxis, np.newaxis]  # one picture, one channel
print("shape:", X.shape)
print("maxima:")
print(max_pool2d(X, size=2, stride=2)[0, 0])
print("means:")
print(avg_pool2d(X, size=2, stride=2)[0, 0])
print("shape:", avg_pool2d(X, size=2, stride=2).shape)
