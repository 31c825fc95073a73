import numpy as np

from mlnotes.attention.attention_function import attend, gaussian_scores

rng = np.random.default_rng(0)
Q, K, V = (rng.normal(size=shape) for shape in ((3, 16), (5, 16), (5, 2)))
dot = attend(Q @ K.T / 4, V, None)  # the square root of 16 is 4: bandwidth 2
print("any keys:", np.allclose(attend(gaussian_scores(Q, K, 2.0), V, None), dot))
K = K / np.linalg.norm(K, axis=1, keepdims=True)
dot = attend(Q @ K.T / 4, V, None)
gaussian = attend(gaussian_scores(Q, K, 2.0), V, None)
print("keys of one length:", np.allclose(gaussian, dot))
