import numpy as np

from mlnotes.training.momentum import best_momentum, momentum_step
from mlnotes.training.sgd_problems import best_constant_rate, ravine_backward, sgd_step

one, start = np.ones(()), np.array([-2.0, 0.6])
plain_rate, plain_factor = best_constant_rate(1, 25)
rate, rho, factor = best_momentum(1, 25)
print(f"SGD: rate {plain_rate:.3f}, factor {plain_factor:.3f}")
print(f"momentum: rate {rate:.3f}, rho {rho:.3f}, factor {factor:.3f}")

plain = theta = start
v = np.zeros(2)
for t in range(1, 41):
    plain = sgd_step(plain, ravine_backward(one, plain), plain_rate)
    theta, v = momentum_step(theta, ravine_backward(one, theta), v, rate, rho)
    if t % 10 == 0:
        distances = [np.linalg.norm(point) for point in (plain, theta)]
        print(f"step {t}: SGD {distances[0]:.3f}, momentum {distances[1]:.0e}")
