import numpy as np

from mlnotes.training.sgd_problems import (
    best_constant_rate,
    ravine,
    ravine_backward,
    sgd_step,
)

best, factor = best_constant_rate(1, 25)
print(f"best rate {best:.4f}, factor per step {factor:.4f} = 12/13")

one = np.ones(())
for learning_rate in (0.02, best, 0.081):
    theta = np.array([-2.0, 0.6])
    for _ in range(60):
        theta = sgd_step(theta, ravine_backward(one, theta), learning_rate)
    x, y = abs(theta)
    print(f"rate {learning_rate:.4f}: |x| = {x:.3f}, |y| = {y:.3f}")
    print(f"  loss {ravine(np.array([-2.0, 0.6])):.1f} to {ravine(theta):.1g}")
