import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 2))
y = (X @ [1.0, -2.0] > 0).astype(int)
W, b = np.zeros((2, 2)), np.zeros(2)

for update in range(101):
    s = linear_scores(X, W, b)
    loss = cross_entropy(s, y)
    ds = cross_entropy_backward(1.0, s, y)
    _, dW, db = linear_scores_backward(ds, X, W)
    W, b = W - 0.5 * dW, b - 0.5 * db
    if update in (0, 1, 10, 100):
        print(f"before update {update}: loss {loss:.3f}")
