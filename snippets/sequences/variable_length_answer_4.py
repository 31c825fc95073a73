import numpy as np

from mlnotes.sequences.variable_length import linear_memory, rnn_encoder

X = np.random.default_rng(0).uniform(-1, 1, (10_000, 8))
W_xh, W_hh = 0.01 * np.eye(5)[:, :1], np.eye(5, k=-1)
code = rnn_encoder(X[:, :, np.newaxis], np.full(10_000, 8), W_xh, W_hh, np.zeros(5))
print(linear_memory(X, code).round(2))
