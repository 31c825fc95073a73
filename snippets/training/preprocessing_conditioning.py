import numpy as np
from sklearn.datasets import load_wine

from mlnotes.linear.scores import append_one
from mlnotes.training.preprocessing import (
    least_squares_hessian,
    standardize,
    standardize_statistics,
)

X, y = load_wine(return_X_y=True)
target = np.where(y == 0, 1.0, -1.0)
mean, std = standardize_statistics(X)


def steps(X, tolerance=0.01, limit=20_000):
    """Steps of gradient descent until 1 % of the avoidable cost is left."""
    H, start = least_squares_hessian(X), X.T @ target / len(X)
    eigenvalues = np.linalg.eigvalsh(H)
    rate = 2 / (eigenvalues[0] + eigenvalues[-1])
    best, *_ = np.linalg.lstsq(X, target)
    theta, avoidable = 0 * best, ((X @ best) ** 2).mean()
    for step in range(limit):
        if ((X @ (theta - best)) ** 2).mean() <= tolerance * avoidable:
            return step
        theta = theta - rate * (H @ theta - start)
    return f"> {limit}"


print("13 features and 1  condition     steps")
for name, features in (
    ("raw", X),
    ("centred", X - mean),
    ("scaled", X / std),
    ("centred and scaled", standardize(X, mean, std)),
):
    inputs = append_one(features)
    condition = np.linalg.cond(least_squares_hessian(inputs))
    print(f"{name:19}{condition:9.0e}{steps(inputs):>10}")
