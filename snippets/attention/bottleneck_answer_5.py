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
counts = (X[..., None] == np.arange(c)).sum(axis=1)  # of each token, (n, c)
counted = (counts.argmax(axis=1)[:, None] == X)[:, :15].mean()
print(f"from the mean {early:.1f}, from counts {counted:.1f}, guessing {1 / c:.1f}")
