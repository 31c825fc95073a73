import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp
from mlnotes.training.early_stopping import train_with_early_stopping

X, y = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
order = rng.permutation(len(X))
X, y = X[order] / 16, y[order]
noisy, changed = y.copy(), rng.random(len(y)) < 0.3
noisy[changed] = rng.integers(0, 10, changed.sum())
train, val, test = slice(200), slice(200, 400), slice(400, None)

start = init_mlp(64, 32, 10, rng)
order = shuffled_order(200, epochs=60, rng=rng)
*best, best_epoch, epoch = train_with_early_stopping(
    *(X[train], noisy[train], X[val], noisy[val], *start, order),
    batch_size=20,
    learning_rate=0.2,
    patience=10,
)
*last, _ = train_mlp(X[train], noisy[train], *start, order, 20, 0.2)

print("stopped 10 epochs after the best:", epoch - best_epoch == 10)
print("less than half of 60 epochs:", epoch < 30)
for name, weights in (("best epoch", best), ("epoch 60", last)):
    right = (mlp(X[test], *weights).argmax(axis=1) == y[test]).mean()
    print(f"{name}: right on clean test labels {right:.1f}")
