import numpy as np

from mlnotes.training.layer_normalization import layer_norm

X = np.array([[-7.0], [0.0], [100.0]])
print("width 1:", layer_norm(X, np.ones(1), np.full(1, 0.5)).ravel())
X = np.array([[1.0, 2.0], [5.0, -3.0], [0.0, 100.0]])
print("width 2:", layer_norm(X, np.ones(2), np.zeros(2)).round(2).tolist())
