import numpy as np

from mlnotes.training.dropout import dropout, dropout_backward, dropout_mask

rng = np.random.default_rng(0)
X = np.full(200_000, 3.0)
M, another = dropout_mask(X, 0.5, rng), dropout_mask(X, 0.5, rng)
dY = dropout(X, M)  # the gradient of y²/2 is y
print(f"the same mask: {dropout_backward(dY, M).mean():.1f}")
print(f"another mask:  {dropout_backward(dY, another).mean():.1f}")
