import numpy as np

from mlnotes.convolution.cross_correlation import FILTERS, cross_correlate

X = np.random.default_rng(0).normal(size=(106, 160))
column, row = np.array([[1.0], [2], [1]]), np.array([[-1.0, 0, 1]])
first = cross_correlate(X, column)
second = cross_correlate(first, row)
once = cross_correlate(X, FILTERS["vertical edges"])
print("same result:", np.allclose(second, once))
print("multiplications at once:", 9 * once.size)
print("in two passes:          ", 3 * first.size + 3 * second.size)
