import numpy as np

from mlnotes.training.newton import newton_step

theta = np.array([1.0])  # J = θ⁴
for t in range(1, 5):
    theta = newton_step(theta, 4 * theta**3, np.diag(12 * theta**2))
    print(f"step {t}: {theta[0]:.4f}, (2/3)^{t} = {(2 / 3) ** t:.4f}")
