import numpy as np

from mlnotes.linear.scores import linear_scores

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(50, 4)), rng.normal(size=(3, 4)), rng.normal(size=3)
before = linear_scores(X, W, b)
after = linear_scores(X, W + rng.normal(size=4), b + 7)
print("same scores:", np.allclose(before, after))
print("same classes:", np.array_equal(before.argmax(axis=1), after.argmax(axis=1)))
