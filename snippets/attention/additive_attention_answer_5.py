import numpy as np

from mlnotes.attention.additive_attention import additive_scores
from mlnotes.attention.masks import masked_softmax

rng = np.random.default_rng(0)
Q, K = rng.normal(size=(3, 5)), rng.normal(size=(7, 4))
W_q, W_k, v = rng.normal(size=(8, 5)), rng.normal(size=(8, 4)), rng.normal(size=8)
for size in (1, 1e-3):
    e = additive_scores(Q, K, size * W_q, size * W_k, v / size)
    spread = np.ptp(masked_softmax(e, None), axis=0).max()
    print(f"maps times {size}: rows differ by more than 0.01: {spread > 0.01}")
