import numpy as np

from mlnotes.training.dropout import dropout, dropout_mask

rng = np.random.default_rng(0)
x, p = np.array([1.0, -2.0, 3.0]), 0.25
for _ in range(3):
    print(dropout(x, dropout_mask(x, p, rng)).round(2))

X = np.tile(x, (200_000, 1))  # one mask for each of 200 000 copies
Y = dropout(X, dropout_mask(X, p, rng))
print("mean over the masks:", Y.mean(axis=0).round(1))
print("variance:           ", Y.var(axis=0).round(1))
print("p/(1-p) x²:         ", (p / (1 - p) * x**2).round(1))
