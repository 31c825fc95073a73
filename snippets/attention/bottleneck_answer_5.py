import numpy as np

from mlnotes.attention.bottleneck import probe_accuracy
from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn

n, t, c, h = 2000, 25, 8, 32
rng = np.random.default_rng(0)
X = rng.integers(c, size=(n, t))
W_xh, W_hh = 0.3 * rng.normal(size=(h, c)), recurrent_matrix(h, 0.9, rng)
mean = rnn(np.eye(c)[X], np.zeros((n, h)), W_xh, W_hh, np.zeros(h)).mean(axis=1)
read = probe_accuracy(mean[:1500], X[:1500], mean[1500:], X[1500:], c, 1e-3)
early = read[:15].mean()  # ten steps back and more
print("better than guessing:", early > 1 / c, " above one third:", early > 1 / 3)
