import numpy as np

from mlnotes.sequences.rnn import rnn

rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(7, 23, 5)), np.zeros((7, 11))
cell = rng.normal(size=(11, 5)), rng.normal(size=(11, 11)) / 4, rng.normal(size=11)
whole = rnn(X, h0, *cell)
first = rnn(X[:, :10], h0, *cell)
second = rnn(X[:, 10:], first[:, -1], *cell)
print(np.allclose(np.concatenate([first, second], axis=1), whole))
