import numpy as np

from mlnotes.linear.scores import append_one
from mlnotes.training.preprocessing import least_squares_hessian

z = np.array([[-1.0], [1.0]])  # mean 0, deviation 1
for mean in (0, 1, 10, 100):
    H = least_squares_hessian(append_one(z + mean))
    print(
        f"mean {mean:3}: condition {np.linalg.cond(H):.3g}, det {np.linalg.det(H):.2f}"
    )
