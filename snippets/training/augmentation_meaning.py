import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.augmentation import flip

digits, labels = load_digits(return_X_y=True)
digits = digits.reshape(-1, 1, 8, 8) / 16
train, test = slice(0, 1000), slice(1000, None)
X, y = digits[train].reshape(-1, 64), labels[train]
Z, true = digits[test], labels[test]


def read(pictures):
    return knn_predict(pictures.reshape(-1, 64), X, y, 1)


right = read(Z) == true
mirrored = read(flip(Z)) == true
print(f"right, as they are: {right.mean():.2f}, mirrored: {mirrored.mean():.2f}")
shares = np.array([mirrored[true == digit].mean() for digit in range(10)])
print("mirrored and mostly right:", np.flatnonzero(shares > 0.6))
print("mirrored and hardly ever right:", np.flatnonzero(shares < 0.1))
half_turn = flip(Z)[:, :, ::-1]  # mirrored both ways
print("half turn, 6 read as 9:", f"{(read(half_turn)[true == 6] == 9).mean():.1f}")
