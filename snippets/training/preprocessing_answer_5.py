import numpy as np
from sklearn.datasets import load_wine

from mlnotes.training.preprocessing import (
    least_squares_hessian,
    standardize,
    standardize_statistics,
)

wine = load_wine()
names = wine.feature_names
Z = standardize(wine.data, *standardize_statistics(wine.data))
for i, j in ((0, 1), (0, 12), (5, 6)):
    H = least_squares_hessian(Z[:, [i, j]])
    r = abs(H[0, 1])
    print(f"{names[i]}, {names[j]}: |r| = {r:.2f}")
    print(f"  formula {(1 + r) / (1 - r):.2f}, condition {np.linalg.cond(H):.2f}")
