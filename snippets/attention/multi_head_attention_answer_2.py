import numpy as np

from mlnotes.attention.multi_head_attention import multi_head_attention

rng = np.random.default_rng(0)
n, t, h, d_k = 2, 5, 3, 4
d = h * d_k
X, W_in, b_in = rng.normal(size=(n, t, d)), rng.normal(size=(3 * d, d)), np.zeros(3 * d)
W_out, b_out = rng.normal(size=(d, d)), rng.normal(size=d)

Q, K, V = np.einsum("ntd,ahkd->anhtk", X, W_in.reshape(3, h, d_k, d))
e = np.einsum("nhtk,nhsk->nhts", Q, K) / np.sqrt(d_k)
e -= e.max(axis=3, keepdims=True)
A = np.exp(e) / np.exp(e).sum(axis=3, keepdims=True)
Y = np.einsum("nhts,nhsk,dhk->ntd", A, V, W_out.reshape(d, h, d_k)) + b_out
ours = multi_head_attention(X, X, None, W_in, b_in, W_out, b_out, h)
print(Y.shape, np.allclose(Y, ours))
