import numpy as np

from mlnotes.attention.dot_product import dot_product_scores

rng = np.random.default_rng(0)
for d_k in (16, 256):
    Q = rng.normal(size=(5000, 1, d_k))
    e = dot_product_scores(Q, Q)
    print(f"d_k {d_k:3}: mean / d_k {e.mean() / d_k:.1f}")
