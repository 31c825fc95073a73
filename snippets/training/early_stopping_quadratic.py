import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.training.penalties import ridge

h = np.array([0.001, 0.01, 0.1, 1.0])  # curvatures; the minimum is at 1
rate, steps = 0.05, 200
path = gradient_descent(lambda w: h * (w - 1), np.zeros(4), rate, steps)
X = np.diag(np.sqrt(h))
penalised = ridge(X, X @ np.ones(4), strength=1 / (rate * steps))

print("curvature:         ", h.tolist())
print("after 200 steps:   ", path[-1].round(3).tolist())
print("ridge, λ = 1/(αt): ", penalised.round(3).tolist())
