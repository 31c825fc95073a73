import numpy as np

from mlnotes.linear.scores import append_bias, append_one, linear_scores

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
X_one, W_bias = append_one(X), append_bias(W, b)
print("x′ and W′:", X_one.shape, W_bias.shape)
print("last column of X′:", X_one[:, -1])
print("same scores:", np.allclose(X_one @ W_bias.T, linear_scores(X, W, b)))
