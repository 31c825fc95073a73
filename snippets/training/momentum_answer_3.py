import math

import numpy as np

from mlnotes.training.momentum import momentum_factor, momentum_step

learning_rate, rho = 0.05, 0.9
theta, v = np.ones(1), np.zeros(1)
signs = []
for _ in range(500):
    theta, v = momentum_step(theta, theta, v, learning_rate, rho)
    signs.append(np.sign(theta[0]))
half_swings = (np.diff(signs) != 0).sum()
angle = math.acos((1 + rho - learning_rate) / (2 * math.sqrt(rho)))
print(f"factor {momentum_factor(1, learning_rate, rho):.4f}")
print(f"period: formula {2 * math.pi / angle:.1f} steps")
print(f"measured {2 * 500 / half_swings:.0f} steps")
