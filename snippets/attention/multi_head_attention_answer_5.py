import numpy as np

from mlnotes.attention.multi_head_attention import split_heads

rng = np.random.default_rng(0)
X = rng.normal(size=(1, 20, 12))
W_q, W_k = rng.normal(size=(2, 12, 12))
for h in (1, 3, 12):
    Q, K = split_heads(X @ W_q.T, h), split_heads(X @ W_k.T, h)
    e = Q @ K.swapaxes(2, 3)
    print(h, "heads, rank of the first one's scores:", np.linalg.matrix_rank(e[0, 0]))
