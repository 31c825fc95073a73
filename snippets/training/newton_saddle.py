import numpy as np

from mlnotes.training.newton import damp, newton_step, saddle_hessian
from mlnotes.training.sgd_problems import saddle_backward

for y in (0.3, 0.9):
    start = np.array([0.8, y])
    eigenvalues = np.linalg.eigvalsh(saddle_hessian(start)).round(2)
    for strength in (0.0, 1.5):
        theta = start
        for _ in range(50):
            H = damp(saddle_hessian(theta), strength)
            theta = newton_step(theta, saddle_backward(np.ones(()), theta), H)
        end = np.abs(theta).round(3)
        print(f"start y = {y}, eigenvalues {eigenvalues}, λ = {strength}: end {end}")
