import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.gradient_descent import subgradient_descent
from mlnotes.linear.margin_losses import hinge_loss, hinge_loss_backward

digits = load_digits()
chosen = np.isin(digits.target, (4, 9))
X = digits.images[chosen][:, [1, 5], [2, 3]]
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = np.where(digits.target[chosen] == 9, 1.0, -1.0)
share = np.full(len(y), 1 / len(y))


def subgradient(theta):
    return X.T @ hinge_loss_backward(share, X @ theta, y)


path = subgradient_descent(subgradient, np.zeros(2), 2.0, 1000)
costs = np.array([hinge_loss(X @ theta, y).mean() for theta in path])
print(f"cost {costs[0]:.3f} to {costs.min():.3f}")
print("some steps go up:", (np.diff(costs) > 1e-6).any())
print(f"{(np.sign(X @ path[costs.argmin()]) == y).mean():.0%} right")
