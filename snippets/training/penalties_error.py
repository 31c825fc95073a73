import numpy as np
from sklearn.datasets import load_digits

from mlnotes.training.penalties import ridge

X, y = load_digits(return_X_y=True)
chosen = np.isin(y, (3, 8))
X, y = X[chosen] / 16, np.where(y[chosen] == 8, 1.0, -1.0)

strengths = [1e-4, 1e-2, 1.0, 1e2, 1e4]
errors = np.empty((20, 5, 3))
for seed in range(20):
    order = np.random.default_rng(seed).permutation(len(X))
    train, test = order[:60], order[60:]
    mean, middle = X[train].mean(axis=0), y[train].mean()
    for i, strength in enumerate(strengths):
        w = ridge(X[train] - mean, y[train] - middle, strength)
        s = (X - mean) @ w + middle
        squares = (s - y) ** 2
        wrong = (s[test] > 0) != (y[test] > 0)
        errors[seed, i] = squares[train].mean(), squares[test].mean(), wrong.mean()

print("     λ   train   test   wrong in the test")
for strength, (train, test, wrong) in zip(strengths, errors.mean(axis=0), strict=True):
    print(f"{strength:6g}   {train:.2f}    {test:.2f}   {wrong:.2f}")
