import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent

rng = np.random.default_rng(0)
A = rng.normal(size=(11, 5))
H = A.T @ A / 11 + 0.1 * np.eye(5)
limit = 2 / np.linalg.eigvalsh(H)[-1]

for factor in (0.99, 1.01):
    path = gradient_descent(lambda theta: H @ theta, np.ones(5), factor * limit, 2000)
    distance = np.linalg.norm(path[-1])
    print(f"{factor} of the limit: converged {distance < 1e-3}, far {distance > 1e3}")
