import numpy as np

from mlnotes.networks.activations import relu
from mlnotes.networks.multilayer_perceptron import mlp

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
W2, b2 = np.array([[1.0, -2.0]]), np.array([-0.5])
H = relu(X @ W1.T + b1)
s = mlp(X, W1, b1, W2, b2)[:, 0]
print("x1 x2   h1 h2      s  class")
for x, h, score in zip(X, H, s, strict=True):
    left = f"{x[0]:2.0f} {x[1]:2.0f}   {h[0]:2.0f} {h[1]:2.0f}"
    print(f"{left}   {score:4}  {int(score > 0):5}")
