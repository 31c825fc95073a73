import numpy as np

from mlnotes.attention.multi_head_attention import multi_head_attention
from mlnotes.linear.softmax import softmax

rng = np.random.default_rng(0)
n, t, h, d_k = 2, 5, 3, 4
d = h * d_k
X, W_in, W_out = (rng.normal(size=size) for size in ((n, t, d), (3 * d, d), (d, d)))

Q, K, V = np.einsum("ntd,ahkd->anhtk", X, W_in.reshape(3, h, d_k, d))
A = softmax(np.einsum("nhtk,nhsk->nhts", Q, K) / np.sqrt(d_k))
Y = np.einsum("nhts,nhsk,dhk->ntd", A, V, W_out.reshape(d, h, d_k))

weights = W_in, np.zeros(3 * d), W_out, np.zeros(d)
print(Y.shape, np.allclose(Y, multi_head_attention(X, X, None, *weights, h)))
