import numpy as np

from mlnotes.networks.perceptron import novikoff_bound, train_perceptron

rng = np.random.default_rng(0)
w, b = np.array([3.0, -1.0]), np.array(0.5)  # the border behind the labels
X = rng.integers(-24, 25, size=(2000, 2)) / 8
s = X @ w + b
for gap in (0.25, 1.0, 4.0):
    kept = abs(s) >= gap  # no sample closer to the border
    X_kept, y = X[kept], np.sign(s[kept])
    bound = novikoff_bound(X_kept, y, w, b)
    _, _, mistakes = train_perceptron(X_kept, y, np.zeros(2), np.zeros(()), 60)
    print(f"|s| >= {gap}: {mistakes.sum()} mistakes, bound {bound:.0f}")
