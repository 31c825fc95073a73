import numpy as np

from mlnotes.sequences.n_grams import add_k

counts, k = np.array([[2.0, 1.0, 0.0], [200.0, 100.0, 0.0]]), 1.0
n, c = counts.sum(axis=1, keepdims=True), counts.shape[1]
share = n / (n + k * c)
mixed = share * add_k(counts, 0) + (1 - share) / c
print("share of the counts:", share[:, 0].round(3))
print(mixed.round(3))
print("equal to add-k:", np.allclose(mixed, add_k(counts, k)))
