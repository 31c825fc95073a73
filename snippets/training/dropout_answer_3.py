import numpy as np

from mlnotes.training.dropout import dropout

n, d, p = 7, 5, 0.25
rng = np.random.default_rng(0)
X, w, y = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)

kept = np.array(list(np.ndindex(*[2] * d)))  # all masks of one sample
chance = np.prod(np.where(kept, 1 - p, p), axis=1)
expected = 0.0
for x_i, y_i in zip(X, y, strict=True):
    outputs = dropout(np.tile(x_i, (len(kept), 1)), kept / (1 - p)) @ w
    expected += chance @ (outputs - y_i) ** 2

penalty = p / (1 - p) * (X**2).sum(axis=0) @ w**2
print("expected loss:     ", expected.round(6))
print("loss plus penalty: ", (((X @ w - y) ** 2).sum() + penalty).round(6))
