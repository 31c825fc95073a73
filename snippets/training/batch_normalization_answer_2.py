import numpy as np

from mlnotes.linear.scores import linear_scores
from mlnotes.training.batch_normalization import batch_norm_inference

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
gamma, beta, mean = rng.normal(size=(3, 3))
variance, eps = rng.uniform(1, 2, 3), 1e-5

Y = batch_norm_inference(linear_scores(X, W, b), gamma, beta, mean, variance, eps)
scale = gamma / np.sqrt(variance + eps)
folded = linear_scores(X, W * scale[:, np.newaxis], (b - mean) * scale + beta)
print("one linear layer does both:", np.allclose(Y, folded))
