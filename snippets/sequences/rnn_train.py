import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.sequences.rnn import rnn, rnn_backward


def draw(n, t):
    """Bits, and at each step whether the bit differs from the one before it."""
    X = rng.integers(0, 2, (n, t, 1)).astype(float)
    old = np.concatenate([np.zeros((n, 1)), X[:, :-1, 0]], axis=1)
    return X, (X[:, :, 0] != old).astype(int).reshape(-1)


rng = np.random.default_rng(0)
h = 8
theta = [rng.normal(size=(h, 1)), rng.normal(size=(h, h)) / np.sqrt(h), np.zeros(h)]
theta += [np.zeros((2, h)), np.zeros(2)]  # V and a: from a state to two scores

for step in range(151):
    X, y = draw(64, 10)
    *cell, V, a = theta
    h0 = np.zeros((64, h))
    H = rnn(X, h0, *cell)  # forward: the parameters are fixed
    s = linear_scores(H.reshape(-1, h), V, a)
    if step % 50 == 0:
        print(f"step {step}: loss {cross_entropy(s, y):.1f}")
    ds = cross_entropy_backward(1.0, s, y)
    dH, dV, da = linear_scores_backward(ds, H.reshape(-1, h), V)
    _, _, *dcell = rnn_backward(dH.reshape(H.shape), X, h0, *cell)
    theta = [p - 1.0 * dp for p, dp in zip(theta, [*dcell, dV, da], strict=True)]

*cell, V, a = theta
for t in (10, 1000):
    X, y = draw(20, t)
    s = linear_scores(rnn(X, np.zeros((20, h)), *cell).reshape(-1, h), V, a)
    print(f"length {t}: share of right answers {(s.argmax(axis=1) == y).mean():.2f}")
