import numpy as np

from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn_backward, rnn_backward_truncated

rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(7, 24, 5)), np.zeros((7, 11))
W_xh, b = 0.1 * rng.normal(size=(11, 5)), np.zeros(11)
dH = np.zeros((7, 24, 11))
dH[:, -1] = 1  # the loss reads the last state only

for radius in (0.5, 1.0):
    W_hh = recurrent_matrix(11, radius, rng)
    arguments = dH, X, h0, W_xh, W_hh, b
    _, _, _, whole, _ = rnn_backward(*arguments)
    print(f"spectral radius {radius}")
    for window in (1, 4, 12, 24):
        dX, _, _, part, _ = rnn_backward_truncated(*arguments, window)
        error = np.linalg.norm(part - whole) / np.linalg.norm(whole)
        zeros = (dX == 0).all(axis=(0, 2)).sum()
        print(f"  window {window}: error {error:.1f}, cut off {zeros}")
