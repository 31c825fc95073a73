import numpy as np

from mlnotes.sequences.gru import gru
from mlnotes.sequences.reset_after_gru import reset_after_gru

d, h = 3, 4
rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(2, 7, d)), rng.normal(size=(2, h))
W, U, b = (rng.normal(size=(3 * h, k)) for k in (d, h, 1))
b = b[:, 0]
for gate in (W, U, b):
    gate[1], gate[3] = gate[0], gate[2]  # rows of r: units 0 and 1, units 2 and 3
U[2 * h :][:2, 2:] = U[2 * h :][2:, :2] = 0  # U_g: two blocks
flip = np.repeat([1, -1, 1], h)
flipped = W * flip[:, None], U * flip[:, None], b * flip, np.zeros(3 * h)
print("equal:", np.allclose(gru(X, h0, W, U, b), reset_after_gru(X, h0, *flipped)))
