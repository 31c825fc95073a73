import numpy as np

from mlnotes.attention.multi_head_attention import multi_head_weights
from mlnotes.attention.positional_encoding import shift_matrix, sinusoidal_encoding

d, k = 64, -2
P = sinusoidal_encoding(8, d)[None]  # the places alone, no words
# The factor undoes the division by the root of d and sharpens the softmax.
W_q, W_k = 10 * np.sqrt(d) * shift_matrix(k, d), np.eye(d)
W_in = np.concatenate([W_q, W_k, np.eye(d)])
A = multi_head_weights(P, P, None, W_in, np.zeros(3 * d), 1)[0, 0]
print("place  ", *range(8))
print("looks at", *A.argmax(axis=1))
print("with a weight of at least", A[2:].max(axis=1).min().round(3))
