import numpy as np

from mlnotes.linear.scores import linear_scores
from mlnotes.training.layer_normalization import layer_norm

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(11, 5)), np.zeros(11)


def normalised(W, b):
    return layer_norm(linear_scores(X, W, b), np.ones(11), np.zeros(11))


Y, one_row = normalised(W, b), W.copy()
one_row[0] *= 100
print("all weights times 100:", np.allclose(normalised(100 * W, b), Y, atol=1e-4))
print("one row times 100:    ", np.allclose(normalised(one_row, b), Y, atol=1e-4))
print("all biases plus 100:  ", np.allclose(normalised(W, b + 100), Y))
print("one bias plus 100:    ", np.allclose(normalised(W, b + 100 * np.eye(11)[0]), Y))
