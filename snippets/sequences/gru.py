import numpy as np

from mlnotes.sequences.gru import gru, gru_step

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(n, t, d)), np.zeros((n, h))
W, U, b = rng.normal(size=(3 * h, d)), rng.normal(size=(3 * h, h)), np.zeros(3 * h)
H = gru(X, h0, W, U, b)
print("H", H.shape, "between -1 and 1:", bool(np.abs(H).max() <= 1))

far = 800 * np.repeat([0, 1, 0], h)  # the bias of z: a gate at 0 or 1
print(
    "z = 0 keeps the state:",
    np.array_equal(gru_step(X[:, 6], H[:, 5], W, U, b - far), H[:, 5]),
)
r_off = 800 * np.repeat([1, 0, 0], h)
new = gru_step(X[:, 6], H[:, 5], W, U, b + far - r_off)
print(
    "z = 1, r = 0: the input alone:", np.allclose(new, np.tanh(X[:, 6] @ W[2 * h :].T))
)
