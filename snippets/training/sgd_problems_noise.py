import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import minibatch_variance
from mlnotes.training.sgd_problems import noise_floor, sgd_step

X = load_digits().data / 16
rng = np.random.default_rng(0)
minimum = X.mean(axis=0)  # of the mean of ½‖θ − x‖² over all pictures x
for learning_rate, size in ((0.1, 1), (0.1, 10), (0.01, 1)):
    variance = minibatch_variance(minimum - X, size).sum()
    theta, distances = minimum, []
    for _ in range(5_000):
        batch = X[rng.choice(len(X), size, replace=False, shuffle=False)]
        theta = sgd_step(theta, theta - batch.mean(axis=0), learning_rate)
        distances.append(((theta - minimum) ** 2).sum())
    formula = noise_floor(variance, curvature=1, learning_rate=learning_rate)
    print(f"rate {learning_rate}, batches of {size}: squared distance")
    print(f"  measured {np.mean(distances[500:]):.3f}, formula {formula:.3f}")
