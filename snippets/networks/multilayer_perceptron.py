import numpy as np

from mlnotes.networks.activations import relu
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

n, d, h, c = 7, 5, 4, 3
rng = np.random.default_rng(0)
X = rng.normal(size=(n, d))
W1, b1, W2, b2 = init_mlp(d, h, c, rng)

U = X @ W1.T + b1
H = relu(U)
s = H @ W2.T + b2
print("X", X.shape, "U", U.shape, "H", H.shape, "s", s.shape)
print("in one call:", np.allclose(mlp(X, W1, b1, W2, b2), s))

x = X[0]  # one sample is a column in formulas
print("one sample: ", np.allclose(W2 @ relu(W1 @ x + b1) + b2, s[0]))
