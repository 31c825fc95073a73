import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent

curvatures = np.array([1.0, 10.0])
for learning_rate in (0.12, 2 / 11, 0.19):
    path = gradient_descent(
        lambda theta: curvatures * theta, np.ones(2), learning_rate, 50
    )
    factor = abs(path[-1] / path[-2]).max()
    print(f"rate {learning_rate:.3f}: factor of the slower direction {factor:.3f}")
