import numpy as np

from mlnotes.training.newton import damp, newton_step, rosenbrock_hessian
from mlnotes.training.sgd_problems import rosenbrock_backward, sgd_step

theta = np.array([-1.2, 1.0])
g, H = rosenbrock_backward(np.ones(()), theta), rosenbrock_hessian(theta)
for strength in (1e2, 1e4, 1e6):
    damped = newton_step(theta, g, damp(H, strength)) - theta
    gradient = sgd_step(theta, g, 1 / strength) - theta
    off = np.linalg.norm(damped - gradient) / np.linalg.norm(gradient)
    print(f"λ = {strength:.0e}: step differs from that of α = 1/λ by {off:.1%}")
