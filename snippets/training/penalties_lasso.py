import numpy as np
from sklearn.linear_model import Lasso

from mlnotes.linear.gradient_descent import subgradient_descent
from mlnotes.training.penalties import l1_penalty_backward, lasso, ridge

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 8))
y = X @ [3.0, -2, 1, 0, 0, 0, 0, 0] + rng.normal(size=60)
strength = 30.0


def subgradient(w: np.ndarray) -> np.ndarray:
    return X.T @ (X @ w - y) + l1_penalty_backward(1.0, w, strength)


solutions = {
    "ridge": ridge(X, y, strength),
    "subgradient": subgradient_descent(subgradient, np.zeros(8), 0.01, 1000)[-1],
    "lasso": lasso(X, y, strength, steps=1000),
}
for name, w in solutions.items():
    print(f"{name:11s} {(w == 0).sum()} zeros,", w.round(1) + 0.0)
theirs = Lasso(alpha=strength / 60, fit_intercept=False, tol=1e-10).fit(X, y)
print(
    "lasso as scikit-learn:", np.allclose(solutions["lasso"], theirs.coef_, atol=1e-6)
)
