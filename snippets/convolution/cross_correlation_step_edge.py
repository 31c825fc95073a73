import numpy as np

from mlnotes.convolution.cross_correlation import FILTERS, cross_correlate

X = np.repeat([[0.0, 0, 0, 0, 1, 1, 1, 1]], 3, axis=0)
print("one row of the picture:", X[0].astype(int))
for name, W in FILTERS.items():
    print(f"{name}, sum {W.sum():.0f}:", cross_correlate(X, W)[0].round(2) + 0)
