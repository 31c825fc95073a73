import math

import numpy as np

from mlnotes.training.sgd_problems import escape_steps, saddle_backward, sgd_step

rng, learning_rate = np.random.default_rng(0), 0.1
for noise in (1e-6, 1e-3, 1e-1):  # standard deviation σ of the gradient noise
    theta = np.tile([-1.5, 0.0], (1001, 1))  # 1001 runs, all start on the ridge
    first = np.full(1001, np.inf)
    for t in range(1, 400):
        dtheta = saddle_backward(np.ones(1001), theta)
        dtheta += noise * rng.normal(size=dtheta.shape)
        theta = sgd_step(theta, dtheta, learning_rate)
        outside = abs(theta[:, 1]) >= 0.5
        first[outside] = np.minimum(first[outside], t)
    start = 0.6745 * noise * math.sqrt(learning_rate / (2 + learning_rate))
    formula = escape_steps(start, 0.5, curvature=1, learning_rate=learning_rate)
    print(f"noise {noise:.0e}: half of the runs are out after")
    print(f"  {np.median(first):.0f} steps, formula {formula:.0f}")
