import numpy as np

from mlnotes.networks.activations import tanh
from mlnotes.training.initialization import activations_by_depth, lecun_init

rng = np.random.default_rng(0)
z, weight = np.polynomial.hermite_e.hermegauss(80)  # nodes for a standard normal
X = rng.normal(size=(100, 200))
for gain in (1, 5 / 3):
    W = np.stack([gain * lecun_init(200, 200, rng) for _ in range(20)])
    measured = np.sqrt((activations_by_depth(X, W, tanh) ** 2).mean(axis=(1, 2)))
    q, computed = 1.0, []
    for _ in range(20):
        q = weight @ tanh(gain * np.sqrt(q) * z) ** 2 / weight.sum()
        computed.append(np.sqrt(q))
    for name, sizes in (("computed", computed), ("measured", measured)):
        print(f"{gain:.2f} {name}", *(f"{sizes[k]:.2f}" for k in (0, 4, 9, 19)))
