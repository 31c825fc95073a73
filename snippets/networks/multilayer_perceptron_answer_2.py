import numpy as np

from mlnotes.networks.multilayer_perceptron import mlp

x = np.linspace(-2, 2, 5)[:, np.newaxis]
W1, W2 = np.array([[1.0], [-1.0]]), np.array([[1.0, 1.0]])
print("|x|:", mlp(x, W1, np.zeros(2), W2, np.zeros(1))[:, 0])

X = np.array([[3.0, 1.0], [1.0, 3.0], [-3.0, -1.0], [-1.0, -3.0]])
W1 = np.array([[0.0, 1.0], [0.0, -1.0], [1.0, -1.0]])
W2 = np.array([[1.0, -1.0, 1.0]])
print("max:", mlp(X, W1, np.zeros(3), W2, np.zeros(1))[:, 0])
