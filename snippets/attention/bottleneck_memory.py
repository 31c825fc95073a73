import numpy as np

from mlnotes.attention.bottleneck import linear_memory
from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn

t = 12  # all 4096 sequences of twelve signs
X = 2.0 * (np.arange(2**t)[:, None] >> np.arange(t) & 1) - 1
for h in (2, 4, 8):
    rng = np.random.default_rng(3)
    W_xh, W_hh = 0.3 * rng.normal(size=(h, 1)), recurrent_matrix(h, 0.9, rng)
    H = rnn(X[..., None], np.zeros((2**t, h)), W_xh, W_hh, np.zeros(h))
    share = linear_memory(H[:, -1], X)[::-1]  # the last sign first
    print(f"{h}: {share[:5].round(1)} sum {share.sum():.1f}")
