import numpy as np

rng = np.random.default_rng(0)
d = 100
pairs = rng.random((2, 20_000, d))
squares = ((pairs[0] - pairs[1]) ** 2).sum(axis=1)
print("mean:", round(squares.mean(), 1), "expected", round(d / 6, 1))
print("variance:", round(squares.var(), 1), "expected", round(7 * d / 180, 1))
