import numpy as np
from sklearn.datasets import load_wine

from mlnotes.linear.scores import linear_scores
from mlnotes.training.preprocessing import standardize, standardize_statistics

X, _ = load_wine(return_X_y=True)
rng = np.random.default_rng(0)
W, b = rng.normal(size=(3, 13)), rng.normal(size=3)
mean, std = standardize_statistics(X)
s = linear_scores(standardize(X, mean, std), W, b)
folded = linear_scores(X, W / std, b - W @ (mean / std))
print("same scores:", np.allclose(s, folded))
