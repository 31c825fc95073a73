import numpy as np

from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

rng = np.random.default_rng(0)
print("      var(e)   largest of 32 weights")
print("d_k     / d_k     plain   scaled")
for d_k in (4, 64, 1024):
    Q, K = rng.normal(size=(400, 1, d_k)), rng.normal(size=(400, 32, d_k))
    e = dot_product_scores(Q, K)
    plain = masked_softmax(e, None).max(axis=-1).mean()
    scaled = masked_softmax(e / np.sqrt(d_k), None).max(axis=-1).mean()
    print(f"{d_k:4} {e.var() / d_k:7.1f} {plain:9.2f} {scaled:8.2f}")
