import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.linear.margin_losses import log_loss, log_loss_backward

digits = load_digits()
chosen = np.isin(digits.target, (4, 9))
X = digits.images[chosen][:, [1, 5], [2, 3]]  # two pixels of each image
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = np.where(digits.target[chosen] == 9, 1.0, -1.0)
share = np.full(len(y), 1 / len(y))


def gradient(theta):
    return X.T @ log_loss_backward(share, X @ theta, y)


start = np.array([-3.0, -8.0])
for learning_rate in (1, 20, 60):
    path = gradient_descent(gradient, start, learning_rate, steps=40)
    costs = [log_loss(X @ theta, y).mean() for theta in path]
    print(f"rate {learning_rate}: cost {costs[0]:.3f} to {costs[-1]:.3f}")

theta = gradient_descent(gradient, start, 20, steps=40)[-1]
accuracy = (np.sign(X @ theta) == y).mean()
print(f"weights at rate 20: {theta.round(2)}, {accuracy:.0%} right")
