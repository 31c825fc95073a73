import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)

digits = load_digits()
X, y = digits.data / 16, digits.target
train, test = slice(0, 1400), slice(1400, None)
W, b = np.zeros((10, 64)), np.zeros(10)

order = shuffled_order(1400, epochs=20, rng=np.random.default_rng(0))
W, b, losses = train_softmax_classifier(
    X[train], y[train], W, b, order, batch_size=32, learning_rate=0.5
)
print("losses, epochs by batches:", losses.shape)
for epoch in (0, 4, 19):
    print(f"epoch {epoch + 1}: mean batch loss {losses[epoch].mean():.2f}")
right = linear_scores(X[test], W, b).argmax(axis=1) == y[test]
print(f"share of test digits right: {right.mean():.2f}")
