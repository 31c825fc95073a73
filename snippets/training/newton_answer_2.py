import numpy as np

from mlnotes.training.newton import newton_step

for start in (0.9, 1.1):  # J = √(1 + θ²)
    theta, path = np.array([start]), []
    for _ in range(5):
        root = np.sqrt(1 + theta**2)
        theta = newton_step(theta, theta / root, np.diag(1 / root**3))
        path.append(f"{theta[0]:.2g}")
    print(f"start {start}:", ", ".join(path))
