import numpy as np

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.softmax import log_softmax, softmax
from mlnotes.training.dropout import dropout

d, p = 8, 0.25
rng = np.random.default_rng(0)
x, W, b = rng.normal(size=d), rng.normal(size=(3, d)), rng.normal(size=3)

kept = np.array(list(np.ndindex(*[2] * d)))  # all masks, (256, 8)
chance = np.prod(np.where(kept, 1 - p, p), axis=1)
S = linear_scores(dropout(np.tile(x, (len(kept), 1)), kept / (1 - p)), W, b)

log_geometric = chance @ log_softmax(S)
print("networks:        ", len(kept))
print("geometric mean:  ", softmax(log_geometric).round(4))
print("all units active:", softmax(linear_scores(x[None], W, b)[0]).round(4))
print("arithmetic mean: ", (chance @ softmax(S)).round(4))
