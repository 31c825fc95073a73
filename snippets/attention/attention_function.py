import numpy as np

from mlnotes.attention.attention_function import attend
from mlnotes.attention.masks import masked_softmax

e = np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0]])  # t = 2 queries, s = 3 keys
V = np.array([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]])  # d_v = 2
Y = attend(e, V, None)
print("weights:")
print(masked_softmax(e, None).round(3))
print("values:")
print(Y.round(3), Y.shape)
