import numpy as np

from mlnotes.training.adaptive_rates import adagrad_step, rmsprop_step

g, learning_rate = np.array([7.0]), 0.01
theta_a = theta_r = v_a = v_r = np.zeros(1)
for t in range(1, 10_001):
    theta_a, v_a = adagrad_step(theta_a, g, v_a, learning_rate)
    theta_r, v_r = rmsprop_step(theta_r, g, v_r, learning_rate)
    if t in (100, 10_000):
        formula = 2 * learning_rate * np.sqrt(t)
        print(f"{t:5} steps: Adagrad {-theta_a[0]:.3f}, 2α√T = {formula:.3f}", end=", ")
        print(f"RMSprop {-theta_r[0]:.2f}, αT = {learning_rate * t:.2f}")
