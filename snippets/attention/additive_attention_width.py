import numpy as np

from mlnotes.attention.additive_attention import additive_scores
from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

rng = np.random.default_rng(0)
units = 64
for d in (4, 64, 1024):
    Q, K = rng.normal(size=(50, d)), rng.normal(size=(32, d))
    W_q, W_k = (rng.normal(size=(units, d)) / np.sqrt(2 * d) for _ in range(2))
    v = rng.normal(size=units) / np.sqrt(units)
    e = additive_scores(Q, K, W_q, W_k, v)
    dot, additive = (
        masked_softmax(scores, None).max(axis=1).mean()
        for scores in (dot_product_scores(Q, K), e)
    )
    within = np.abs(e).max() <= np.abs(v).sum()
    print(f"width {d:4}: {dot:.1f}, additive {additive:.1f}, within the bound {within}")
