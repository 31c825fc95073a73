import numpy as np

from mlnotes.sequences.problem_types import many_to_many

bits = np.array([0.0, 0, 1, 0, 1, 0])[np.newaxis, :, np.newaxis]
start, W_xh, W_hh = np.array([[-1.0]]), np.array([[10.0]]), np.array([[5.0]])
s = many_to_many(bits, start, W_xh, W_hh, np.zeros(1), np.ones((1, 1)), np.zeros(1))
print((s[0, :, 0] > 0).astype(int))
