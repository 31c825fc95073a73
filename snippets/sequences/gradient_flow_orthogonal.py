import numpy as np

from mlnotes.sequences.gradient_flow import jacobian_norms, orthogonal_matrix
from mlnotes.sequences.rnn import rnn

rng = np.random.default_rng(0)
W_xh = rng.normal(size=(32, 4)) / 2
for name, W_hh in (
    ("orthogonal", orthogonal_matrix(32, rng)),
    ("identity", np.eye(32)),
):
    for scale in (0.0, 0.1, 1.0):
        X = scale * rng.normal(size=(5, 50, 4))
        H = rnn(X, np.zeros((5, 32)), W_xh, W_hh, np.zeros(32))
        norm = jacobian_norms(H, W_hh)[:, -1].mean()
        print(f"{name}, inputs of size {scale}: {norm:.0e}")
