import numpy as np

from mlnotes.sequences.variable_length import linear_memory, rnn_encoder

rng = np.random.default_rng(0)
bits = rng.integers(0, 2, (10_000, 12)).astype(float)
parity = bits.sum(axis=1, keepdims=True) % 2
X = np.pad(bits, ((0, 0), (0, 1)))[:, :, np.newaxis]  # a last 0 ends the sentence
W_xh, b = np.array([[10.0], [10.0]]), np.array([-5.0, -15.0])
W_hh = np.array([[5.0, -5.0], [5.0, -5.0]])

code = rnn_encoder(X, np.full(len(X), 13), W_xh, W_hh, b)
print("share of each bit:", linear_memory(bits, code).round(1))
print("share of their parity:", linear_memory(parity, code).round(3))
