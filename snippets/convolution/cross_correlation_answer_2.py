import numpy as np

from mlnotes.convolution.cross_correlation import FILTERS, cross_correlate

X = np.random.default_rng(0).normal(size=(20, 30))
point = np.zeros((3, 3))
point[1, 1] = 1
sharp = cross_correlate(X, FILTERS["sharpen"])
laplacian = cross_correlate(X, FILTERS["Laplacian"])
print("sharpen = picture − Laplacian:", np.allclose(sharp, X[1:-1, 1:-1] - laplacian))
same = np.array_equal(FILTERS["sharpen"], point - FILTERS["Laplacian"])
print("the filters too:", same)
