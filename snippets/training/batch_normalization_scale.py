import numpy as np

from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.training.batch_normalization import batch_norm, batch_norm_backward

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(11, 7)), rng.normal(size=(5, 7)), rng.normal(size=5)
dY, one, zero = rng.normal(size=(11, 5)), np.ones(5), np.zeros(5)


def run(W, b):
    U = linear_scores(X, W, b)
    dU, _, _ = batch_norm_backward(dY, U, one)
    return batch_norm(U, one, zero), *linear_scores_backward(dU, X, W)[1:]


Y, dW, db = run(W, b)
Y_100, dW_100, _ = run(100 * W, b)
print("same output:", np.allclose(Y, Y_100, atol=1e-4))
print("gradient smaller by:", (dW / dW_100).mean().round())
print("same output for another bias:", np.allclose(Y, run(W, b + 100)[0]))
print("gradient of the bias:", np.abs(db).max().round(12))
