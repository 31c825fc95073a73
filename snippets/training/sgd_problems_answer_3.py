import numpy as np

from mlnotes.training.sgd_problems import saddle_backward, sgd_step

y = np.linspace(-2, 2, 20_001)  # x does not matter: the gradient in y is without it
theta, one = np.stack([np.ones_like(y), y], axis=1), np.ones_like(y)
for t in range(1, 81):
    theta = sgd_step(theta, saddle_backward(one, theta), 0.1)
    if t in (10, 20, 40, 80):
        waiting = (abs(theta[:, 1]) < 0.5).mean()
        print(f"step {t}: {waiting:.2%} are not out, formula {1.1**-t / 4:.2%}")
