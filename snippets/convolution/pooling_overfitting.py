import numpy as np
from sklearn.datasets import load_digits

from mlnotes.convolution.pooling import avg_pool2d, max_pool2d
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)

digits, labels = load_digits(return_X_y=True)
digits = digits.reshape(-1, 1, 8, 8).repeat(3, axis=2).repeat(3, axis=3) / 16
POOLS = {
    "not pooled": lambda X: X,
    "average": lambda X: avg_pool2d(X, 3, 3),
    "maximum": lambda X: max_pool2d(X, 3, 3),
}
for noise in (0, 1):
    print(f"noise {noise}, share of digits right")
    results = {name: [] for name in POOLS}
    for seed in range(5):
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(digits))[:600]  # 100 to train, 500 to test
        X = digits[chosen] + noise * rng.normal(size=(600, 1, 24, 24))
        y, order = labels[chosen], shuffled_order(100, 60, rng)
        for name, pool in POOLS.items():
            Z = pool(X).reshape(600, -1)
            W, b = np.zeros((10, Z.shape[1])), np.zeros(10)
            W, b, _ = train_softmax_classifier(Z[:100], y[:100], W, b, order, 20, 0.1)
            right = linear_scores(Z, W, b).argmax(axis=1) == y
            results[name].append([right[:100].mean(), right[100:].mean()])
    for name, shares in results.items():
        train, test = np.mean(shares, axis=0)
        print(f"  {name}: train {train:.1f}, test {test:.1f}")
