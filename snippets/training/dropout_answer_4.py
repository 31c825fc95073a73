import numpy as np

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.softmax import log_softmax, softmax
from mlnotes.training.dropout import dropout

d, h = 8, 5
rng = np.random.default_rng(0)
x, W1, W2 = rng.normal(size=d), rng.normal(size=(h, d)), rng.normal(size=(3, h))


def scores(X):
    hidden = np.maximum(linear_scores(X, W1, np.zeros(h)), 0)
    return linear_scores(hidden, W2, np.zeros(3))


kept = np.array(list(np.ndindex(*[2] * d)))
S = scores(dropout(np.tile(x, (len(kept), 1)), 2.0 * kept))  # p = 1/2
print("geometric mean:  ", softmax(log_softmax(S).mean(axis=0)).round(3))
print("all units active:", softmax(scores(x[None])[0]).round(3))
