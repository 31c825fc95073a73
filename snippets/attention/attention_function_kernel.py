import numpy as np

from mlnotes.attention.attention_function import attend, gaussian_scores

rng = np.random.default_rng(0)
K = rng.uniform(0, 6, size=(40, 1))  # where something was measured
V = np.sin(K) + rng.normal(scale=0.2, size=(40, 1))  # what was measured
Q = np.array([[1.0], [3.0], [5.0]])  # where we ask

kernel = np.exp(-((Q - K.T) ** 2) / (2 * 0.4**2))  # Nadaraya and Watson
by_quotient = (kernel @ V) / kernel.sum(axis=1, keepdims=True)
Y = attend(gaussian_scores(Q, K, 0.4), V, None)
print("equal:", np.allclose(Y, by_quotient))
print("attention:", Y[:, 0].round(2))
print("sine:     ", np.sin(Q[:, 0]).round(2))
