import numpy as np

from mlnotes.attention.positional_encoding import sinusoidal_encoding

P = sinusoidal_encoding(50, 8)
order = [0, 2, 4, 6, 1, 3, 5, 7]
sines_first = P[:, order]
angles = np.arange(50)[:, None] / 10000 ** (np.arange(0, 8, 2) / 8)
print(np.array_equal(sines_first, np.hstack([np.sin(angles), np.cos(angles)])))
print("same dot products:", np.allclose(sines_first @ sines_first.T, P @ P.T))
