import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp
from mlnotes.training.activation_choice import active_fraction
from mlnotes.training.preprocessing import standardize, standardize_statistics

X, y = load_digits(return_X_y=True)
X, y = X[:500], y[:500]
scaled = standardize(X, *standardize_statistics(X))
print("                 dead units of 32   right")
print("inputs     rate  at start  trained  of 10")
for name, inputs, rate in (
    ("raw", X, 0.01),
    ("raw", X, 0.1),
    ("raw", X, 0.3),
    ("scaled", scaled, 0.1),
    ("scaled", scaled, 0.3),
):
    numbers = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        start = init_mlp(64, 32, 10, rng)
        order = shuffled_order(500, 10, rng)
        *trained, _ = train_mlp(inputs, y, *start, order, 50, rate)
        dead = [
            (active_fraction(inputs @ W1.T + b1) == 0).sum()
            for W1, b1 in (start[:2], trained[:2])
        ]
        right = (mlp(inputs, *trained).argmax(axis=1) == y).mean()
        numbers.append((*dead, 10 * right))
    at_start, after, right = np.mean(numbers, axis=0)
    print(f"{name:9}{rate:6}{at_start:10.0f}{after:9.0f}{right:7.0f}")
