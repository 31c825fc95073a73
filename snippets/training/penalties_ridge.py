import numpy as np
from sklearn.linear_model import Ridge

from mlnotes.training.penalties import ridge

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3)) * [1.0, 0.3, 0.1]
y = X @ [1.0, 1.0, 1.0] + 0.1 * rng.normal(size=50)

w = ridge(X, y, strength=2.0)
theirs = Ridge(alpha=2.0, fit_intercept=False).fit(X, y).coef_
print("equal to scikit-learn:", np.allclose(w, theirs))

_, d, V = np.linalg.svd(X, full_matrices=False)
free = np.linalg.lstsq(X, y)[0]
print("d² / (d² + λ):", (d**2 / (d**2 + 2)).round(2))
print("measured:     ", ((V @ w) / (V @ free)).round(2))
