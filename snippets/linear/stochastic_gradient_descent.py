from itertools import combinations

import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.stochastic_gradient_descent import minibatch_variance

rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
W, b = rng.normal(size=(3, 5)), rng.normal(size=3)


def gradient(batch):
    ds = cross_entropy_backward(1.0, linear_scores(X[batch], W, b), y[batch])
    return linear_scores_backward(ds, X[batch], W)[1].ravel()


full = gradient(list(range(7)))
G = np.stack([gradient([i]) for i in range(7)])
for size in (1, 2, 3, 6):
    batches = [list(batch) for batch in combinations(range(7), size)]
    gradients = np.stack([gradient(batch) for batch in batches])
    unbiased = np.allclose(gradients.mean(axis=0), full)
    variance = gradients.var(axis=0)
    formula = np.allclose(variance, minibatch_variance(G, size))
    print(f"b = {size}: {len(batches)} batches, mean is the gradient: {unbiased},")
    print(f"  variance {variance.sum():.3f}, as the formula: {formula}")
