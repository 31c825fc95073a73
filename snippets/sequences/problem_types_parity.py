import numpy as np

from mlnotes.sequences.problem_types import many_to_one

W_xh = np.array([[10.0], [10.0]])
W_hh = np.array([[5.0, -5.0], [5.0, -5.0]])
b = np.array([-5.0, -15.0])
V = np.array([[0.0, 0.0], [1.0, -1.0]])  # scores of "even" and "odd"
a = np.array([1.0, 0.0])

rng = np.random.default_rng(0)
for t in (1, 7, 50, 5000):
    X = rng.integers(0, 2, (100, t, 1)).astype(float)
    s = many_to_one(X, np.zeros((100, 2)), W_xh, W_hh, b, V, a)
    right = s.argmax(axis=1) == X.sum(axis=(1, 2)) % 2
    print(f"{t} bits: scores {s.shape}, share right {right.mean()}")
