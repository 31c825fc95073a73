import numpy as np

from mlnotes.networks.multilayer_perceptron import collapse, init_mlp, mlp

rng = np.random.default_rng(0)
d, h, c = 5, 11, 3
W1, b1, W2, b2 = init_mlp(d, h, c, rng)
x = rng.normal(size=d)

u = W1 @ x + b1
active = u > 0
W, b = collapse(W1 * active[:, np.newaxis], b1 * active, W2, b2)
distance = (np.abs(u) / np.linalg.norm(W1, axis=1)).min()
print("active units:", active.sum(), "of", h)

steps = rng.normal(size=(1000, d))
steps /= np.linalg.norm(steps, axis=1, keepdims=True)
for factor in (0.99, 10.0):
    X = x + factor * distance * steps
    equal = np.isclose(mlp(X, W1, b1, W2, b2), X @ W.T + b).all(axis=1)
    print(f"{factor} of the distance: equal {equal.all()}")
