import numpy as np

from mlnotes.convolution.equivariance import relative_difference

rng = np.random.default_rng(0)
M = rng.normal(size=(5, 5))
T = np.roll(np.eye(5), 1, axis=0)  # moves the entries of a vector on by one
powers = [np.linalg.matrix_power(T, v) for v in range(5)]
averaged = sum(P.T @ M @ P for P in powers) / 5
print(f"before: {relative_difference(M @ T, T @ M):.1f}")
print(f"after: {relative_difference(averaged @ T, T @ averaged):.1f}")
print(averaged.round(2))
