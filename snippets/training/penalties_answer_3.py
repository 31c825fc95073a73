import numpy as np

from mlnotes.training.penalties import lasso

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 6))
y = X @ [2.0, -1, 0, 0, 0, 0] + rng.normal(size=40)
largest = abs(X.T @ y).max()
for share in (0.01, 0.2, 0.99, 1.01):
    w = lasso(X, y, share * largest, steps=500)
    print(f"{share} of the limit: {(w != 0).sum()} weights are not 0")
