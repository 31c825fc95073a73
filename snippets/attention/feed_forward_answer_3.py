import numpy as np

from mlnotes.attention.feed_forward import feed_forward, feed_forward_backward

rng = np.random.default_rng(0)
X, W1, b1 = rng.normal(size=(5, 3)), rng.normal(size=(12, 3)), np.zeros(12)
W2, b2 = np.zeros((3, 12)), np.zeros(3)
print("identity:", np.array_equal(X + feed_forward(X, W1, b1, W2, b2), X))
dY = rng.normal(size=X.shape)
gradients = feed_forward_backward(dY, X, W1, b1, W2)
for name, gradient in zip(["dX", "dW1", "db1", "dW2", "db2"], gradients, strict=True):
    print(name, "of the branch is zero:", not gradient.any())
