import numpy as np

from mlnotes.training.dropout import dropout, dropout_mask

X = np.full(100_000, 2.0)
Y = dropout(X, dropout_mask(X, 0.2, np.random.default_rng(0)))
print("values:", np.unique(Y).round(2))
print(f"mean {Y.mean():.1f}, variance {Y.var():.1f}")
