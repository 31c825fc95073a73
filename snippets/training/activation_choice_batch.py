import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.training.activation_choice import sample_gradients

rng = np.random.default_rng(0)
X = sigmoid(2 * rng.normal(size=(200, 2)))
G = sample_gradients(X @ np.array([-1.0, 1.0]), X)  # at w_best + (−1, 1)
print("full gradient:", G.mean(axis=0).round(2))
for b in (1, 2, 4, 16, 64):
    batches = rng.permuted(np.tile(np.arange(200), (5000, 1)), axis=1)[:, :b]
    gradients = G[batches].mean(axis=1)
    one_sign = (gradients.prod(axis=1) > 0).mean()
    print(f"batches of {b:2} with one sign: {one_sign:.1f}")
