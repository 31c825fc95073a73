import numpy as np

from mlnotes.convolution.cross_correlation import (
    FILTERS,
    cross_correlate,
    cross_correlate_backward,
)

X = np.random.default_rng(0).normal(size=(16, 16))
A = cross_correlate(X, FILTERS["vertical edges"])  # the example to learn from
W = np.zeros((3, 3))
for step in range(41):
    difference = cross_correlate(X, W) - A
    if step in (0, 1, 2, 40):
        print(f"step {step}: cost {(difference**2).mean() / 2:.2f}")
    dA = difference / A.size
    _, dW = cross_correlate_backward(dA, X, W)
    W = W - 1.0 * dW
print(W.round(3) + 0)
