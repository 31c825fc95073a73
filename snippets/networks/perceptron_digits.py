import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)

X, digit = load_digits(return_X_y=True)
X, train, test = X / 16, slice(0, 1000), slice(1000, None)
order = shuffled_order(1000, 30, np.random.default_rng(0))
for c in (2, 10):
    y = digit % c  # 2: even or odd; 10: which digit
    start = np.zeros((c, 64)), np.zeros(c)
    W, b, _ = train_softmax_classifier(X[train], y[train], *start, order, 50, 1.0)
    answer = linear_scores(X[test], W, b).argmax(axis=1) % 2
    right = (answer == digit[test] % 2).mean()
    print(f"{c} templates: even or odd right for {right:.2f}")
