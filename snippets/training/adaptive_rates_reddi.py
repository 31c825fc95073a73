import numpy as np

from mlnotes.training.adaptive_rates import adam_step
from mlnotes.training.sgd_problems import sgd_step

C, learning_rate = 3.0, 0.01
x_sgd = x_adam = m = v = np.zeros(1)
for t in range(1, 3001):
    g = np.array([C if t % 3 == 1 else -1.0])  # mean slope 1/3: minimum at -1
    x_sgd = sgd_step(x_sgd, g, learning_rate).clip(-1, 1)
    x_adam, m, v = adam_step(
        x_adam, g, m, v, t, learning_rate, beta1=0.0, beta2=1 / (1 + C**2)
    )
    x_adam = x_adam.clip(-1, 1)
    if t in (30, 300, 3000):
        print(f"t = {t:4}: SGD {x_sgd[0]:5.2f}  Adam {x_adam[0]:5.2f}")
