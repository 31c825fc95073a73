import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.sequences.word_embeddings import negative_sampling_loss_backward

counts = np.array([[2, 5, 1], [5, 2, 3], [1, 3, 2]])  # rows: centres
word, total, k = counts.sum(axis=1), counts.sum(), 2
w, u = np.nonzero(counts)
pairs = np.repeat(np.stack([w, u], axis=1), counts[w, u], axis=0)
# Every pair meets every context of the text, k times the same.
negatives = np.repeat(np.tile(pairs[:, 1], total)[:, np.newaxis], k, axis=1)
pairs = np.repeat(pairs, total, axis=0)


def gradient(theta: np.ndarray) -> np.ndarray:
    V, U = theta.reshape(2, 3, 3)
    return np.ravel(negative_sampling_loss_backward(1.0, pairs, negatives, V, U))


start = np.random.default_rng(0).normal(size=18)
V, U = gradient_descent(gradient, start, 1.0, 1000)[-1].reshape(2, 3, 3)
print((V @ U.T).round(2))
print((np.log(counts * total / np.outer(word, word)) - np.log(k)).round(2))
