import numpy as np

from mlnotes.sequences.variable_length import linear_memory, rnn_encoder

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, (10_000, 60))  # 60 independent numbers a sequence
lengths = np.full(10_000, 60)
for h in (5, 20, 40):
    Q, _ = np.linalg.qr(rng.normal(size=(h, h)))
    W_xh, W_hh = 0.1 * rng.normal(size=(h, 1)), 0.95 * Q
    code = rnn_encoder(X[:, :, np.newaxis], lengths, W_xh, W_hh, np.zeros(h))
    share = linear_memory(X, code)[::-1]  # the last input first
    print(f"h = {h}: recovered {share.sum():.1f} of 60 numbers in all")
    print("  steps back 0, 20, 50:", share[[0, 20, 50]].round(2))
