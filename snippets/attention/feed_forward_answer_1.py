import numpy as np

from mlnotes.attention.feed_forward import feed_forward

W1, b1 = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]]), np.array([0.0, 0.0, 1.0])
W2, b2 = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 1.0]]), np.array([0.0, 1.0])
X = np.array([[2.0, 1.0], [0.0, 0.0]])
print(feed_forward(X, W1, b1, W2, b2))
