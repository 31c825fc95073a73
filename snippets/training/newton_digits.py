import numpy as np

from mlnotes.training.newton import newton_step
from mlnotes.training.sgd_problems import sgd_step

newton, descent = np.array([1.0]), np.array([1.0])  # J = exp(θ) − 2θ, minimum log 2
print("step  error Newton  gradient descent")
for t in range(6):
    errors = abs(newton - np.log(2))[0], abs(descent - np.log(2))[0]
    print(f"{t:4}  {max(errors[0], 1e-15):12.0e}  {errors[1]:16.0e}")
    newton = newton_step(newton, np.exp(newton) - 2, np.diag(np.exp(newton)))
    descent = sgd_step(descent, np.exp(descent) - 2, 0.25)
