import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent

x = np.random.default_rng(0).normal(3.0, 1.0, size=10_000)
for learning_rate in (0.5, 0.01):
    samples = iter(x)  # each gradient is that of the next sample alone
    path = gradient_descent(
        lambda theta, samples=samples: theta - next(samples),
        np.zeros(1),
        learning_rate,
        steps=len(x),
    )
    print(f"rate {learning_rate}: variance {path[1000:].var():.3f}")

theta = 0.0
for t, value in enumerate(x, start=1):
    theta -= (theta - value) / t
print("rate 1/t ends at the mean:", np.isclose(theta, x.mean()))
