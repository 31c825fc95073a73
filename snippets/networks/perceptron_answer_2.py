import numpy as np

from mlnotes.networks.perceptron import perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
grid = np.meshgrid([-2, -1, 0, 1, 2], [-2, -1, 0, 1, 2], np.arange(-3.5, 4))
w1, w2, b = (axis.ravel() for axis in grid)
y_hat = perceptron(X, np.stack([w1, w2], axis=1), b)
tables = {tuple(column) for column in y_hat.T.astype(int).tolist()}
print("borders tried:", len(b))
print("functions found:", len(tables))
print("XOR, its opposite:", (-1, 1, 1, -1) in tables, (1, -1, -1, 1) in tables)
