import numpy as np

from mlnotes.convolution.cross_correlation import convolve_full, cross_correlate

rng = np.random.default_rng(0)
X, W, V = (rng.normal(size=shape) for shape in ((12, 12), (3, 3), (3, 3)))
two = cross_correlate(cross_correlate(X, W), V)
merged = convolve_full(W, V)
print("merged filter:", merged.shape)
print("same result:", np.allclose(cross_correlate(X, merged), two))
