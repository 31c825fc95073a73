import numpy as np

from mlnotes.attention.positional_encoding import add_positions_backward

rng = np.random.default_rng(0)
X, P = rng.normal(size=(4, 3, 2)), rng.normal(size=(5, 2))
dY = rng.normal(size=X.shape)
dX, dP = add_positions_backward(dY, X, P)
print("rows of the table with a gradient:", dP.any(axis=1))
print("their gradient is the sum over the batch:", np.allclose(dP[:3], dY.sum(axis=0)))
