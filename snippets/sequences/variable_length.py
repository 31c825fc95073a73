import numpy as np

from mlnotes.linear.scores import linear_scores
from mlnotes.sequences.variable_length import max_over_time, word_convolution

d, k, filters, c = 5, 3, 11, 2
rng = np.random.default_rng(0)
W, b = rng.normal(size=(filters, k, d)), np.zeros(filters)
V = rng.normal(size=(c, (7 - k + 1) * filters))  # made for sentences of 7 words

for t in (7, 8):
    A = word_convolution(rng.normal(size=(1, t, d)), W, b)
    print(f"{t} words: A {A.shape}, {A[0].size} numbers")
    print("  pooled over time:", max_over_time(A, np.array([t - k + 1])).shape)
    try:
        scores = linear_scores(A.reshape(1, -1), V, np.zeros(c))
        print("  fully connected:", scores.shape)
    except ValueError:
        print("  fully connected: refused, made for", V.shape[1])
