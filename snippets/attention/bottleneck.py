import numpy as np

from mlnotes.attention.bottleneck import probe_accuracy
from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn

n, t, c, h = 2000, 25, 8, 32
rng = np.random.default_rng(0)
X = rng.integers(c, size=(n, t))
W_xh, W_hh = 0.3 * rng.normal(size=(h, c)), recurrent_matrix(h, 0.9, rng)
H = rnn(np.eye(c)[X], np.zeros((n, h)), W_xh, W_hh, np.zeros(h))
fit, test = slice(0, 1500), slice(1500, n)

last = probe_accuracy(H[fit, -1], X[fit], H[test, -1], X[test], c, 1e-3)
own = []  # the state right after the token
for i in range(t):
    tokens = X[:, i : i + 1]
    own += [*probe_accuracy(H[fit, i], tokens[fit], H[test, i], tokens[test], c, 1e-3)]
print("steps back   0    2    4    6   20")
for name, accuracy in {"last state": last, "own state": own}.items():
    read = (accuracy[t - 1 - back] for back in (0, 2, 4, 6, 20))
    print(f"{name:10} ", "  ".join(f"{share:.1f}" for share in read))
