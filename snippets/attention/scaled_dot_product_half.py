import numpy as np

from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention

Q = np.full((1, 64), 40, np.float16)
K = np.stack([Q[0], -Q[0]])
with np.errstate(over="ignore"):
    late = Q @ K.T / np.float16(8)  # √64 = 8
print("scaled afterwards:", late)
V = np.array([[1.0], [2.0]], np.float16)
print("queries scaled:", (Q / np.float16(8)) @ K.T)
print("attention:", scaled_dot_product_attention(Q, K, V, None))
