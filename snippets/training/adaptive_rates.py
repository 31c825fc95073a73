import numpy as np

from mlnotes.training.adaptive_rates import adagrad_step, rmsprop_step

print("length of steps 1, 100 and 1000")
for scale in (0.01, 100.0):
    g = np.array([scale])  # the same gradient at every step
    for step in (adagrad_step, rmsprop_step):
        theta, v, lengths = np.zeros(1), np.zeros(1), []
        for _ in range(1000):
            before = theta
            theta, v = step(theta, g, v, learning_rate=0.1)
            lengths.append((before - theta)[0])
        chosen = " ".join(f"{lengths[t - 1]:.4f}" for t in (1, 100, 1000))
        print(f"{step.__name__:12} g = {scale:6}: {chosen}")
