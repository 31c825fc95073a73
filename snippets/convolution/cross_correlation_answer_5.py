import numpy as np

from mlnotes.convolution.cross_correlation import cross_correlate

X = np.random.default_rng(0).uniform(size=(40, 50))
template = X[21:26, 30:37].copy()
X[3:13, 5:20] = 1  # a bright wall
for name, W in (("template", template), ("minus its mean", template - template.mean())):
    A = cross_correlate(X, W)
    p, q = divmod(int(A.argmax()), A.shape[1])
    print(f"{name}: largest at ({p}, {q})")
