import math

import numpy as np

from mlnotes.training.adaptive_rates import adagrad_step, adam_step
from mlnotes.training.sgd_problems import ravine, ravine_backward, sgd_step

STEPS = {
    "SGD": (lambda θ, g, m, v, t: (sgd_step(θ, g, 0.05), m, v)),
    "Adagrad": (lambda θ, g, m, v, t: (*adagrad_step(θ, g, m, 1.0), v)),
    "Adam": (lambda θ, g, m, v, t: adam_step(θ, g, m, v, t, 0.05)),
}
for degrees in (0, 15, 45):
    turn = math.radians(degrees)
    Q = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    arrival = {}
    for name, step in STEPS.items():
        theta, m, v = Q @ np.array([-2.0, 0.6]), np.zeros(2), np.zeros(2)
        for t in range(1, 1001):
            gradient = Q @ ravine_backward(np.ones(()), Q.T @ theta)
            theta, m, v = step(theta, gradient, m, v, t)
            if ravine(Q.T @ theta) >= 0.01:
                arrival[name] = t + 1
    print(f"ravine turned by {degrees:2}°: {arrival}")
