import numpy as np

from mlnotes.sequences.gradient_flow import jacobian_norms, recurrent_matrix
from mlnotes.sequences.rnn import rnn

distances = np.array([1, 10, 50])
for scale, states in ((0.0, "at 0"), (1.0, "moved by inputs")):
    print(f"states {states}")
    for radius in (0.5, 0.9, 1.0, 1.1, 1.5):
        rng = np.random.default_rng(0)
        W_hh, W_xh = recurrent_matrix(32, radius, rng), rng.normal(size=(32, 4)) / 2
        X = scale * rng.normal(size=(5, 50, 4))
        H = rnn(X, np.zeros((5, 32)), W_xh, W_hh, np.zeros(32))
        norms = jacobian_norms(H, W_hh).mean(axis=0)[distances - 1]
        exponents = np.log10(norms).round().astype(int)
        print(f"  radius {radius}: {exponents.tolist()}")
