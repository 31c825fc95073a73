import numpy as np

from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

q = np.array([[1.0, 0.0]])
K = np.array([[1.0, 0.0], [2.0, 3.0]])
unit = K / np.linalg.norm(K, axis=1, keepdims=True)
print("as they are:  ", masked_softmax(dot_product_scores(q, K), None).round(2))
print("of length one:", masked_softmax(dot_product_scores(q, unit), None).round(2))
