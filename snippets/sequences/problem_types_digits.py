import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)

X, y = load_digits(return_X_y=True)
X, train = X / 16, slice(0, 1400)
W, b = np.zeros((10, 64)), np.zeros(10)
order = shuffled_order(1400, epochs=5, rng=np.random.default_rng(0))
W, b, _ = train_softmax_classifier(X[train], y[train], W, b, order, 32, 0.5)

s = linear_scores(X[1400:], W, b)
print(X[1400:].shape, "→", s.shape)
print(f"share of test digits right: {(s.argmax(axis=1) == y[1400:]).mean():.1f}")
