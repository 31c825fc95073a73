import numpy as np

from mlnotes.training.momentum import nesterov_step
from mlnotes.training.sgd_problems import rosenbrock_backward

one, learning_rate, rho = np.ones(()), 0.0005, 0.9
theta, v = np.array([-1.2, 1.0]), np.zeros(2)  # look ahead
phi, u = theta, np.zeros(2)  # PyTorch's form
for t in range(301):
    ahead = theta + rho * v
    if t % 100 == 0:
        equal = np.allclose(phi, ahead)
        print(f"step {t}: θ {theta.round(3)}, φ {phi.round(3)}, θ + ρv = φ: {equal}")
    v = rho * v - learning_rate * rosenbrock_backward(one, ahead)
    theta = theta + v
    dtheta = rosenbrock_backward(one, phi)
    phi, u = nesterov_step(phi, dtheta, u, learning_rate, rho)
