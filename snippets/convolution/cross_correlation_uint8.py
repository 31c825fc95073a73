from textwrap import fill

import numpy as np

from mlnotes.convolution.cross_correlation import cross_correlate

X = np.array([[200, 100, 255]], dtype=np.uint8)
print("differences of uint8:", X[:, 1:] - X[:, :-1])
W = np.array([[-1.0, 1.0]])
try:
    cross_correlate(X, W)
except ValueError as error:
    print(fill(f"refused: {error}", 44))
print("as float:", cross_correlate(X.astype(float), W))
