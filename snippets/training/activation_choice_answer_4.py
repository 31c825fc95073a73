import numpy as np

from mlnotes.networks.activations import relu, relu_backward
from mlnotes.training.activation_choice import active_fraction

X = np.array([[1.0], [2.0]])
W1, W2 = np.array([[0.5]]), np.array([[1.0], [1.0]])
b2 = np.array([0.0, -2.0])
for step in range(101):
    U1 = X @ W1.T
    H1 = relu(U1)
    U2 = H1 @ W2.T + b2
    s = relu(U2).sum(axis=1)  # should become 5 x
    if step % 25 == 0:
        print(f"step {step:3} active {active_fraction(U2)} b2 {b2.round(1)}")
    ds = 2 * (s - 5 * X[:, 0]) / len(X)
    dU2 = relu_backward(np.column_stack([ds, ds]), U2)
    dU1 = relu_backward(dU2 @ W2, U1)
    W1, W2 = W1 - 0.01 * dU1.T @ X, W2 - 0.01 * dU2.T @ H1
    b2 = b2 - 0.01 * dU2.sum(axis=0)
