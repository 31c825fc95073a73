import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

X, y = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
order = rng.permutation(len(X))
X, y = X[order] / 16, y[order]
changed = rng.random(len(y)) < 0.3
y[changed] = rng.integers(0, 10, changed.sum())

weights, order = init_mlp(64, 32, 10, rng), shuffled_order(200, 60, rng)
right = np.empty((60, len(X) - 200))  # epochs by held-out samples
for epoch in range(60):
    now = order[epoch : epoch + 1]
    *weights, _ = train_mlp(X[:200], y[:200], *weights, now, 20, 0.2)
    right[epoch] = mlp(X[200:], *weights).argmax(axis=1) == y[200:]

for watched in (20, 50, 200):
    gaps = []
    for _ in range(300):
        shuffled = rng.permutation(right.shape[1])
        seen, fresh = shuffled[:watched], shuffled[watched:]
        best = right[:, seen].mean(axis=1).argmax()
        gaps.append(right[best, seen].mean() - right[best, fresh].mean())
    print(f"chosen on {watched}: flattered by {100 * np.mean(gaps):.0f} points")
