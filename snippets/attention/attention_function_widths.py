import numpy as np

from mlnotes.attention.attention_function import attend

rng = np.random.default_rng(0)
Q = rng.normal(size=(3, 2))  # t = 3 queries of width d_q = 2
K = rng.normal(size=(7, 5))  # s = 7 keys of width d_k = 5
V = rng.normal(size=(7, 11))  # 7 values of width d_v = 11
try:
    Q @ K.T
except ValueError:
    print("dot product of 2 and 5 numbers: not defined")
W = rng.normal(size=(2, 5))
print("with a map (2, 5):", attend(Q @ W @ K.T, V, None).shape)
try:
    attend(Q @ W @ K.T, V[:6], None)
except ValueError as error:
    print(error)
