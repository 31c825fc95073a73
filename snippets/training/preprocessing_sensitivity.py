import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores
from mlnotes.training.preprocessing import standardize, standardize_statistics

X, _ = load_digits(return_X_y=True)
mean, std = standardize_statistics(X)
no_bias = np.zeros(500)
changes = np.random.default_rng(0).normal(scale=0.01, size=(500, 64))
print("squared change    measured expected")
for name, features in (
    ("raw", X),
    ("centred", X - mean),
    ("centred and scaled", standardize(X, mean, std)),
):
    moved = linear_scores(features, changes, no_bias)  # (W + ΔW) x − W x
    measured = (moved**2).mean() / 0.01**2
    expected = (features**2).sum(axis=1).mean()
    print(f"{name:18}{measured:8.0f}{expected:9.0f}")
