import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent

for learning_rate in (0.25, 0.5, 1.0, 1.5):
    path = gradient_descent(lambda theta: 2 * theta, np.ones(1), learning_rate, 4)
    print(learning_rate, path[:, 0])
