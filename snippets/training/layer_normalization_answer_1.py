import numpy as np

from mlnotes.training.layer_normalization import layer_norm

X = np.array([[1.0, 3.0, 8.0], [10.0, 30.0, 80.0], [-1.0, -3.0, -8.0]])
print(layer_norm(X, np.ones(3), np.zeros(3)).round(2))
