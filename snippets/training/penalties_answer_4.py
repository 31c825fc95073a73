import numpy as np

from mlnotes.training.penalties import ridge

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 2))
y = X @ [1.0, -2.0] + 100 + rng.normal(size=50)

one = np.column_stack([X, np.ones(50)])
*w, b = ridge(one, y, strength=50.0)
print("bias penalised:", round(b))

mean = X.mean(axis=0)
w = ridge(X - mean, y - y.mean(), strength=50.0)
print("bias left out:", round(y.mean() - mean @ w))
