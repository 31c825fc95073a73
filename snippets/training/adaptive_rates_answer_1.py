import numpy as np

from mlnotes.training.adaptive_rates import adam_step

theta, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
for t, g in ((1, 4.0), (2, -2.0)):
    theta, m, v = adam_step(theta, np.array([g]), m, v, t, 0.1, beta1=0.5, beta2=0.75)
    print(f"t = {t}: m = {m[0]:.4f}, v = {v[0]:.4f}, theta = {theta[0]:.4f}")
