import numpy as np

from mlnotes.training import adaptive_rates, momentum, sgd_problems

RATES = np.array([a * 10.0**k for k in range(-4, 0) for a in (1, 2, 5)] + [1.0])
SURFACES = {  # start, and a loss 0.01 above the lowest one
    "ravine": ((-2.0, 0.6), 0.01),
    "saddle": ((-1.5, 0.001), -0.24),
    "rosenbrock": ((-1.2, 1.0), 0.01),
}
STEPS = {  # θ, m, v after step t, with rate 1
    "SGD": lambda θ, g, m, v, t: (sgd_problems.sgd_step(θ, g, 1), m, v),
    "momentum": lambda θ, g, m, v, t: (*momentum.momentum_step(θ, g, m, 1), v),
    "Nesterov": lambda θ, g, m, v, t: (*momentum.nesterov_step(θ, g, m, 1), v),
    "Adagrad": lambda θ, g, m, v, t: (*adaptive_rates.adagrad_step(θ, g, m, 1), v),
    "RMSprop": lambda θ, g, m, v, t: (*adaptive_rates.rmsprop_step(θ, g, m, 1), v),
    "Adam": lambda θ, g, m, v, t: adaptive_rates.adam_step(θ, g, m, v, t, 1),
    "AdamW": lambda θ, g, m, v, t: adaptive_rates.adamw_step(θ, g, m, v, t, 1),
}
best = {}
for surface, (start, goal) in SURFACES.items():
    gradient = getattr(sgd_problems, f"{surface}_backward")
    for name, step in STEPS.items():
        theta = np.tile(start, (13, 1))  # a row for each rate
        m, v, arrival = np.zeros((13, 2)), np.zeros((13, 2)), np.ones(13, int)
        with np.errstate(all="ignore"):  # the largest rates diverge
            for t in range(1, 1001):
                moved, m, v = step(theta, gradient(np.ones(13), theta), m, v, t)
                theta = theta + RATES[:, np.newaxis] * (moved - theta)
                below = getattr(sgd_problems, surface)(theta) < goal
                arrival = np.where(below, arrival, t + 1)
        best[surface, name] = arrival.min(), RATES[arrival.argmin()]

print("first step from which on the loss stays below the goal (rate)")
print(f"{'':8}" + "".join(f"{surface:>14}" for surface in SURFACES))
for name in STEPS:
    results = [best[surface, name] for surface in SURFACES]
    cells = [f"{t} ({rate:g})" if t <= 1000 else "-" for t, rate in results]
    print(f"{name:8}" + "".join(f"{cell:>14}" for cell in cells))
