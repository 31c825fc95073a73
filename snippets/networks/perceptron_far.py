import numpy as np

from mlnotes.networks.perceptron import novikoff_bound, train_perceptron

rng = np.random.default_rng(0)
w, b = np.array([1.0, 1.0]), np.array(0.0)
X = rng.integers(-8, 9, size=(200, 2)) / 8  # eighths: sums are exact
X = X[abs(X @ w) >= 0.25]
y = np.sign(X @ w)
for shift in (0, 5):
    far = X + shift
    bound = novikoff_bound(far, y, w, b - 2 * shift)
    _, _, mistakes = train_perceptron(far, y, 0 * w, 0 * b, 500)
    print(f"shift {shift}: {mistakes.sum()} wrong, bound {bound:.0f}")
