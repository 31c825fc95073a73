import numpy as np

from mlnotes.networks.perceptron import perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
W = np.array([[1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]])
b = np.array([-1.5, -0.5, 1.5])  # AND, OR, NAND
y_hat = perceptron(X, W, b)
print("   x1   x2  AND   OR NAND")
for row in np.hstack([X, y_hat]):
    print("".join(f"{value:5.0f}" for value in row))
