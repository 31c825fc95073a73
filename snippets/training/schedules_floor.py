import numpy as np

from mlnotes.training.schedules import inverse_schedule

rng = np.random.default_rng(0)
runs, steps, curvature, sigma = 2000, 1000, 1.0, 1.0


def last_cost(rates):
    """Mean cost of many runs of SGD on λθ²/2 after the last step."""
    theta = np.full(runs, 3.0)
    for rate in rates:
        theta = theta - rate * (curvature * theta + sigma * rng.normal(size=runs))
    return (curvature * theta**2 / 2).mean()


for rate in (0.4, 0.2, 0.1):
    floor = rate * sigma**2 / (2 * (2 - rate * curvature))
    print(f"rate {rate}: {last_cost([rate] * steps):.3f}, computed {floor:.3f}")
rates = [inverse_schedule(t, 0.4, period=5) for t in range(steps)]
print(f"0.4/(1 + t/5): {last_cost(rates):.3f}")
