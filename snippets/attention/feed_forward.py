import numpy as np

from mlnotes.attention.feed_forward import feed_forward

n, t, d, d_ff = 2, 7, 3, 12
rng = np.random.default_rng(0)
X = rng.normal(size=(n, t, d))
W1, b1 = rng.normal(size=(d_ff, d)), rng.normal(size=d_ff)
W2, b2 = rng.normal(size=(d, d_ff)), rng.normal(size=d)
Y = feed_forward(X, W1, b1, W2, b2)
print("X", X.shape, "hidden", (n, t, d_ff), "Y", Y.shape)

x, V1, V2 = X[1, 4], W1.T, W2.T  # one place, and the matrices of the notes
print(
    "formula of the notes:", np.allclose(Y[1, 4], np.maximum(0, x @ V1 + b1) @ V2 + b2)
)
