import numpy as np

from mlnotes.sequences.problem_types import many_to_many, many_to_one, one_to_many

n, t, d, h, c = 2, 7, 5, 4, 3
rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(n, t, d)), np.zeros((n, h))
shapes = (h, d), (h, h), (h,), (c, h), (c,)
weights = [rng.normal(size=shape) for shape in shapes]
print("many to one: ", X.shape, "→", many_to_one(X, h0, *weights).shape)
print("many to many:", X.shape, "→", many_to_many(X, h0, *weights).shape)

weights[0] = rng.normal(size=(h, c))  # inputs are now tokens
y, s = one_to_many(h0, *weights, start=0, steps=6)
print("one to many: ", h0.shape, "→", y.shape, "with scores", s.shape)
