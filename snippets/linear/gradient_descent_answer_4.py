import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.gradient_descent import gradient_descent, subgradient_descent
from mlnotes.linear.margin_losses import hinge_loss, hinge_loss_backward

digits = load_digits()
chosen = np.isin(digits.target, (4, 9))
X = digits.images[chosen][:, [1, 5], [2, 3]]
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = np.where(digits.target[chosen] == 9, 1.0, -1.0)
share = np.full(len(y), 1 / len(y))


def subgradient(theta):
    return X.T @ hinge_loss_backward(share, X @ theta, y)


for descend in (gradient_descent, subgradient_descent):
    path = descend(subgradient, np.zeros(2), 30.0, 1000)
    costs = np.array([hinge_loss(X @ theta, y).mean() for theta in path])
    last = costs[-100:]
    print(f"{descend.__name__}: cost {costs[0]:.3f} to {last.min():.3f}")
    print(f"  rises in the last 100 steps: {(np.diff(last) > 1e-9).sum() > 0}")
