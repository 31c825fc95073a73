import numpy as np

from mlnotes.attention.additive_attention import additive_scores
from mlnotes.attention.masks import masked_softmax

queries, keys = np.array([-1.0, 0.0, 0.5]), np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
Q, K = np.stack([queries, np.ones(3)], axis=1), keys[:, None]  # (q, 1), (k)
a, b, height = 3.0, 1.0, 5.0
W_q, W_k = np.array([[-a, b], [-a, -b]]), np.array([[a], [a]])
e = additive_scores(Q, K, W_q, W_k, height * np.array([1.0, -1.0]))
for q, weights in zip(queries, masked_softmax(e, None), strict=True):
    print(f"query {q:4}: weights {weights.round(2)}")
