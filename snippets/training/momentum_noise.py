import numpy as np

from mlnotes.training.momentum import momentum_noise_floor, momentum_step

rng = np.random.default_rng(0)
for learning_rate, rho in ((0.1, 0.0), (0.1, 0.9), (0.01, 0.9)):
    theta, v = np.zeros((2, 20_000))  # 20 000 runs from the minimum of ½θ²
    for _ in range(400):
        noisy = theta + rng.normal(size=theta.shape)
        theta, v = momentum_step(theta, noisy, v, learning_rate, rho)
    formula = momentum_noise_floor(1, 1, learning_rate, rho)
    print(f"rate {learning_rate}, rho {rho}: variance of θ {theta.var():.3f}")
    print(f"  formula {formula:.3f}, of (1 − ρ)v {((1 - rho) * v).var():.3f}")
