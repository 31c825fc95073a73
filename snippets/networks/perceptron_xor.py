import numpy as np

from mlnotes.networks.perceptron import perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
W1, b1 = np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-0.5, 1.5])  # OR, NAND
W2, b2 = np.array([[1.0, 1.0]]), np.array([-1.0])  # AND of the two answers
H = perceptron(X, W1, b1)
y_hat = perceptron(H, W2, b2)
print("   x1   x2   OR NAND  XOR")
for row in np.hstack([X, H, y_hat]):
    print("".join(f"{value:5.0f}" for value in row))
