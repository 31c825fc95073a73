import numpy as np

from mlnotes.training.sgd_problems import noise_floor, ravine_backward, sgd_step

rng, learning_rate = np.random.default_rng(0), 0.04
theta, one = np.zeros((2000, 2)), np.ones(2000)  # 2000 runs from the minimum
for _ in range(300):
    noise = rng.normal(size=theta.shape)
    theta = sgd_step(theta, ravine_backward(one, theta) + noise, learning_rate)
x, y = theta.var(axis=0)
for name, curvature, measured in (("x", 1, x), ("y", 25, y)):
    formula = noise_floor(1, curvature, learning_rate)
    print(f"{name}: variance {measured:.4f}, formula {formula:.4f}")
    print(f"  adds {curvature * formula / 2:.4f} to the loss")
