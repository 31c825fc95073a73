import numpy as np

from mlnotes.attention.multi_head_attention import multi_head_attention

rng = np.random.default_rng(0)
X, W_in, W_out = (rng.normal(size=shape) for shape in ((2, 5, 6), (18, 6), (6, 6)))
b, b_out = rng.normal(size=(2, 6))
zero = np.zeros(6)


def attention(b_q, b_k, b_v, b_out):
    b_in = np.concatenate([b_q, b_k, b_v])
    return multi_head_attention(X, X, None, W_in, b_in, W_out, b_out, 2)


plain = attention(zero, zero, zero, b_out)
print("keys, no change:", np.allclose(attention(zero, b, zero, b_out), plain))
moved = attention(zero, zero, b, b_out)
print(
    "values, into b_out:",
    np.allclose(moved, attention(zero, zero, zero, b_out + W_out @ b)),
)
print("queries, a change:", not np.allclose(attention(b, zero, zero, b_out), plain))
