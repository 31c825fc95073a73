import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.augmentation import random_crop

rng = np.random.default_rng(4)
digits = load_digits().data[:200].reshape(-1, 1, 8, 8) / 16
labels = rng.integers(0, 10, 200)  # at random: there is nothing to learn


def augment(X, y):
    return np.concatenate([random_crop(X, 7, 7, rng) for _ in range(5)]), np.tile(y, 5)


def score(X, y, Z, true):
    rows = [pictures.reshape(len(pictures), -1) for pictures in (Z, X)]
    return (knn_predict(*rows, y, 1) == true).mean()


X, y = augment(digits, labels)
train, test = np.split(rng.permutation(1000), [800])
print(f"augmented, then split: {score(X[train], y[train], X[test], y[test]):.1f}")
X, y = augment(digits[:160], labels[:160])
Z = digits[160:, :, :7, :7]
print(f"split, then augmented: {score(X, y, Z, labels[160:]):.1f}")
