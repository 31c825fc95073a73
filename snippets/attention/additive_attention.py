import numpy as np

from mlnotes.attention.additive_attention import additive_attention, additive_scores

rng = np.random.default_rng(0)
Q, K = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 7, 4))  # d_q = 5, d_k = 4
V = rng.normal(size=(2, 7, 6))
W_q, W_k, v = rng.normal(size=(8, 5)), rng.normal(size=(8, 4)), rng.normal(size=8)
e = additive_scores(Q, K, W_q, W_k, v)
print("scores:", e.shape)
print("values:", additive_attention(Q, K, V, W_q, W_k, v, None).shape)

W = np.concatenate([W_q, W_k], axis=1)  # one matrix for [q; k]
pairs = [[v @ np.tanh(W @ np.concatenate([q, k])) for k in K[0]] for q in Q[0]]
print("one matrix, one pair at a time:", np.allclose(e[0], pairs))
