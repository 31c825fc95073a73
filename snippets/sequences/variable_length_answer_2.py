import numpy as np

from mlnotes.sequences.variable_length import max_over_time, word_convolution

A = "it is said that Ann is not late and it is said that Bob is not here"
B = A.replace("Ann", "?").replace("Bob", "Ann").replace("?", "Bob")
words = sorted(set(A.split(" ")))
X = np.eye(len(words))[[[words.index(w) for w in s.split(" ")] for s in (A, B)]]
for k in (3, 4, 5):
    W = np.random.default_rng(0).normal(size=(100, k, len(words)))
    scores = word_convolution(X, W, np.zeros(100))
    pooled = max_over_time(scores, np.full(2, scores.shape[1]))
    print(f"filters of {k} words, same code:", np.allclose(pooled[0], pooled[1]))
print(B)
