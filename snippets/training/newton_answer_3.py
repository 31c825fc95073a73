import numpy as np

from mlnotes.training.newton import newton_step

rng = np.random.default_rng(0)
X, y = rng.normal(size=(11, 3)), rng.normal(size=11)
start = np.array([5.0, -7.0, 2.0])
theta = newton_step(start, X.T @ (X @ start - y) / 11, X.T @ X / 11)
print("one step is least squares:", np.allclose(theta, np.linalg.lstsq(X, y)[0]))
