import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent

h, rate = np.array([0.01, 1.0]), 0.1
for steps in (10, 100, 1000):
    path = gradient_descent(lambda w: h * (w - 1), np.zeros(2), rate, steps)
    print(f"λ = {1 / (rate * steps):g}: learned {path[-1].round(2).tolist()}")
