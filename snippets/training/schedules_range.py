import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.schedules import range_test, suggested_rate

X, y = load_digits(return_X_y=True)
X, y = X[:1000] / 16, y[:1000]
X = X - X.mean(axis=0)
rng = np.random.default_rng(0)
weights = init_mlp(64, 32, 10, rng)
batches = np.stack([rng.permutation(1000)[:32] for _ in range(100)])
rates, losses = range_test(X, y, *weights, batches, smallest=1e-3, largest=100.0)
for t in range(0, 80, 10):
    print(f"rate {rates[t]:6.3f}: loss {losses[t]:.1f}")
print(f"stopped at rate {rates[np.isinf(losses)][0]:.0f}")
print(f"suggested: {suggested_rate(rates, losses):.1f}")
