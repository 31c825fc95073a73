import numpy as np

x = np.random.default_rng(0).normal(3.0, 1.0, size=10_000)
for name, rate in (
    ("0.5", lambda t: 0.5),
    ("0.01", lambda t: 0.01),
    ("1/t", lambda t: 1 / t),
):
    theta, path = 0.0, []
    for t, value in enumerate(x, start=1):
        theta -= rate(t) * (theta - value)  # gradient of (theta - value)^2 / 2
        path.append(theta)
    print(f"rate {name}: variance of the last 5000 {np.var(path[5000:]):.4f}")
print("rate 1/t ends at the mean:", np.isclose(theta, x.mean()))
