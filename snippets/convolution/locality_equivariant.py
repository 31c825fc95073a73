import numpy as np

from mlnotes.convolution.locality import local_matrix, sliding_matrix

rng = np.random.default_rng(0)
x = rng.normal(size=20)
moved = np.append(0, x[:-1])
layers = {
    "fully connected": rng.normal(size=(18, 20)),
    "local": local_matrix(rng.normal(size=(18, 3))),
    "shared": sliding_matrix(rng.normal(size=3), 20),
}
for name, M in layers.items():
    gap = (M @ moved)[1:] - (M @ x)[:-1]  # output of the moved, moved output
    along = np.linalg.norm(gap) < 1e-12
    print(f"{name}: output moves along: {along}")
