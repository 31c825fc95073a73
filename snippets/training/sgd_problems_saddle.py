import numpy as np

from mlnotes.training.sgd_problems import escape_steps, saddle_backward, sgd_step

one, learning_rate = np.ones(()), 0.1
for start in (1e-2, 1e-4, 1e-8, 1e-16, 0.0):
    theta, steps = np.array([-1.5, start]), 0
    while abs(theta[1]) < 0.5 and steps < 1000:
        theta = sgd_step(theta, saddle_backward(one, theta), learning_rate)
        steps += 1
    formula = escape_steps(start, 0.5, curvature=1, learning_rate=learning_rate)
    print(f"start {start:.0e} from the ridge: {steps} steps, formula {formula:.1f}")
print("end after the start on the ridge:", abs(theta).round(6))
