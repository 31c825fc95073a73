import numpy as np

from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

rng = np.random.default_rng(0)
print("       variance / d_k   largest weight of 32")
for d_k in (4, 64, 1024):
    Q, K = rng.normal(size=(400, 1, d_k)), rng.normal(size=(400, 32, d_k))
    e = dot_product_scores(Q, K)
    plain = masked_softmax(e, None).max(axis=-1).mean()
    scaled = masked_softmax(e / np.sqrt(d_k), None).max(axis=-1).mean()
    print(f"d_k {d_k:4}  {e.var() / d_k:8.1f} {plain:14.2f}, scaled {scaled:.2f}")
