import numpy as np

from mlnotes.training.adaptive_rates import adagrad_step, adam_step, rmsprop_step
from mlnotes.training.sgd_problems import ravine_backward, sgd_step

ends: dict[str, list[np.ndarray]] = {}
for factor in (1.0, 1000.0):  # of the loss
    theta = dict.fromkeys(("SGD", "Adagrad", "RMSprop", "Adam"), np.array([-2.0, 0.6]))
    v_a = v_r = m = v = np.zeros(2)
    for t in range(1, 21):
        g = {k: ravine_backward(np.full((), factor), x) for k, x in theta.items()}
        theta["SGD"] = sgd_step(theta["SGD"], g["SGD"], 0.01)
        theta["Adagrad"], v_a = adagrad_step(theta["Adagrad"], g["Adagrad"], v_a, 0.01)
        theta["RMSprop"], v_r = rmsprop_step(theta["RMSprop"], g["RMSprop"], v_r, 0.01)
        theta["Adam"], m, v = adam_step(theta["Adam"], g["Adam"], m, v, t, 0.01)
    for name, end in theta.items():
        ends.setdefault(name, []).append(end)
for name, (first, second) in ends.items():
    print(f"{name:8} ends differ by {abs(first - second).max():.0e}")
