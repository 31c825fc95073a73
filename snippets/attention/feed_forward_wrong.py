import numpy as np

from mlnotes.attention.feed_forward import feed_forward

d = 3
rng = np.random.default_rng(0)
X, W1, W2, zero = rng.normal(size=(2, 7, d)), *rng.normal(size=(2, d, d)), np.zeros(d)
right = feed_forward(X, W1, zero, W2, zero)
wrong = feed_forward(X, W1.T, zero, W2.T, zero)  # square: no error
print("transposed, d_ff = d:", wrong.shape, np.allclose(wrong, right))
try:
    feed_forward(X, np.zeros((d, 12)), np.zeros(12), np.zeros((12, d)), zero)
except ValueError as error:
    print(error)
