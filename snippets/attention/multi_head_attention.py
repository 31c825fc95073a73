import numpy as np

from mlnotes.attention.multi_head_attention import (
    multi_head_attention,
    multi_head_weights,
    split_heads,
)

rng = np.random.default_rng(0)
n, t, s, h, d_k = 2, 3, 5, 4, 7
d = h * d_k
X, Z = rng.normal(size=(n, t, d)), rng.normal(size=(n, s, d))
mask = np.ones((n, t, s), bool)
mask[1, :, 3:] = False  # the second sequence has three places
W_in, W_out = rng.normal(size=(3 * d, d)) / 5, rng.normal(size=(d, d)) / 5
b_in, b_out = np.zeros(3 * d), np.zeros(d)

print("heads", split_heads(X, h).shape)
Y = multi_head_attention(X, Z, mask, W_in, b_in, W_out, b_out, h)
A = multi_head_weights(X, Z, mask, W_in, b_in, h)
print("values", Y.shape, "weights", A.shape)
print("rows sum to one:", np.allclose(A.sum(axis=3), 1))
print("first query of the second sequence, head by head:")
print(A[1, :, 0].round(2))
