import numpy as np

from mlnotes.attention.dot_product import dot_product_scores

queries, keys = np.array([-1.0, 0.0, 0.5]), np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
Q = np.stack([2 * queries, -np.ones(3)], axis=1)
K = np.stack([keys, keys**2], axis=1)
print("found:", keys[dot_product_scores(Q, K).argmax(axis=1)])
