import numpy as np

from mlnotes.convolution.cross_correlation import convolve, convolve_full

rng = np.random.default_rng(0)
X, W, V = (rng.normal(size=shape) for shape in ((7, 11), (2, 5), (3, 2)))


def correlate_full(X, W):
    return convolve_full(X, W[::-1, ::-1])


for name, f in (("convolution", convolve_full), ("cross-correlation", correlate_full)):
    commutes = np.allclose(f(X, W), f(W, X))
    associates = np.allclose(f(f(X, W), V), f(X, f(W, V)))
    print(f"{name}: commutative {commutes},")
    print(f"  associative {associates}")

print("where it fits:", convolve(X, W).shape)
print("everywhere:   ", convolve_full(X, W).shape)
