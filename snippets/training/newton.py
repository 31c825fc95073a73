import numpy as np

from mlnotes.training.newton import newton_step
from mlnotes.training.sgd_problems import sgd_step

rng = np.random.default_rng(0)
basis, _ = np.linalg.qr(rng.normal(size=(5, 5)))
H = basis * [1, 10, 100, 1000, 10_000] @ basis.T  # condition number 10 000
minimum = rng.normal(size=5)
for distance in (1.0, 1e6):
    start = minimum + distance * rng.normal(size=5)
    theta = newton_step(start, H @ (start - minimum), H)
    there = np.allclose(theta, minimum, rtol=0, atol=1e-9 * distance)
    print(f"start {distance:.0e} away, Newton, 1 step: at the minimum {there}")
theta = minimum + 1.0
for _ in range(10_000):
    theta = sgd_step(theta, H @ (theta - minimum), 2 / 10_001)
print(f"gradient descent, best rate, 10 000 steps: {abs(theta - minimum).max():.2f}")
