import numpy as np

from mlnotes.sequences.rnn import rnn

# Parity: is the number of ones so far odd? Unit 1 says "old parity OR new bit",
# unit 2 "old parity AND new bit"; the parity is 1 if they differ.
a = 20.0  # steep enough for tanh to be ±1
W_xh = np.array([[a], [a]])
W_hh = np.array([[a / 2, -a / 2], [a / 2, -a / 2]])
b = np.array([-0.5 * a, -1.5 * a])

bits = np.array([1, 0, 1, 1, 0])
H = rnn(bits.reshape(1, 5, 1).astype(float), np.zeros((1, 2)), W_xh, W_hh, b)
print(H[0].round(3))
print("parity:", ((H[0, :, 0] - H[0, :, 1]) / 2).round(3))

rng = np.random.default_rng(0)
for t in (5, 50, 5000):
    X = rng.integers(0, 2, (7, t, 1)).astype(float)
    H = rnn(X, np.zeros((7, 2)), W_xh, W_hh, b)
    parity = (H[:, :, 0] - H[:, :, 1]) / 2
    right = np.allclose(parity, X[:, :, 0].cumsum(axis=1) % 2, atol=1e-6)
    print(f"states {H.shape}, all right: {right}")
