import numpy as np

from mlnotes.attention.attention_function import attend

rng = np.random.default_rng(0)
real = np.array([True, True, True, False, False])
X = rng.normal(size=(5, 4))
other = np.where(real[:, None], X, 9.0)  # something else in the padding
for name, mask in {
    "keys masked": np.tile(real, (5, 1)),
    "queries masked": np.tile(real[:, None], (1, 5)),
}.items():
    Y, changed = (attend(Z @ Z.T, Z, mask) for Z in (X, other))
    print(f"{name}: real rows equal: {np.allclose(Y[real], changed[real])}")
