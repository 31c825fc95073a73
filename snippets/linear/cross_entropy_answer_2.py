import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy

rng = np.random.default_rng(0)
y = rng.integers(0, 10, 1000)
s = np.zeros((1000, 10))
print(f"equal scores: {cross_entropy(s, y):.6f}, log 10: {np.log(10):.6f}")
