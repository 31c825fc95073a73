import numpy as np

from mlnotes.linear.scores import linear_scores

rng = np.random.default_rng(0)
X, W, b = rng.uniform(size=(50, 4)), rng.normal(size=(3, 4)), rng.normal(size=3)
mean = X.mean(axis=0)
centred = linear_scores(X - mean, W, b)
print("same scores:", np.allclose(centred, linear_scores(X, W, b - W @ mean)))
