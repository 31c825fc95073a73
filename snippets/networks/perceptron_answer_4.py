import numpy as np

from mlnotes.networks.perceptron import train_perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
y = np.array([-1.0, 1.0, 1.0, -1.0])
X_product = np.column_stack([X, X[:, 0] * X[:, 1]])
w, b, mistakes = train_perceptron(X_product, y, np.zeros(3), np.zeros(()), 9)
print("mistakes:", mistakes)
print("w =", w, "b =", b)
print("scores:", X_product @ w + b)
