import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent


def cost(theta):
    return theta**4 / 4 - theta**2 / 2 + theta / 5


def gradient(theta):
    return theta**3 - theta + 0.2


for start in (-1.5, 0.1, 0.35, 1.5):
    end = gradient_descent(gradient, np.array([start]), 0.3, 100)[-1, 0]
    print(f"start {start:4}: end {end:.4f}, cost {cost(end):.4f}")
