import numpy as np

from mlnotes.training.adaptive_rates import adam_step

for beta2 in (0.98, 0.999):
    zero, v, steps = np.zeros(1), np.ones(1), 0
    while np.sqrt(v[0]) > 1 / 2:
        steps += 1
        _, _, v = adam_step(zero, zero, zero, v, steps, 0.001, beta2=beta2)
    print(beta2, steps)
