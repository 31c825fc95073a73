import numpy as np

from mlnotes.sequences.gradient_flow import (
    jacobian_norms,
    norm_bounds,
    orthogonal_matrix,
    spectral_radius,
)

matrices = {
    "symmetric": np.array([[0.9, 0.0], [0.0, 0.9]]),
    "sheared": np.array([[0.9, 5.0], [0.0, 0.9]]),
    "orthogonal": orthogonal_matrix(2, np.random.default_rng(0)),
}
for name, W_hh in matrices.items():
    at_zero = np.zeros((1, 200, 2))  # states where tanh′ is 1
    norms = jacobian_norms(at_zero, W_hh)[0]
    largest_singular_value = norm_bounds(W_hh, 1)[0]
    print(f"{name}: radius {spectral_radius(W_hh):.1f},", end=" ")
    print(f"singular value {largest_singular_value:.1f}")
    print("  norms", norms[[0, 9, 49, 199]].round(1).tolist())
