import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import mlp
from mlnotes.training.augmentation import random_crop

digits, labels = load_digits(return_X_y=True)
digits = np.pad(digits.reshape(-1, 1, 8, 8) / 16, ((0, 0), (0, 0), (1, 1), (1, 1)))
EPOCHS = 60


def shift(X, rng):
    return random_crop(X, 10, 10, rng, padding=1)  # by -1, 0 or 1 both ways


def train(X, y, order, rng):
    W1, W2 = rng.normal(size=(48, 100)) * 0.14, rng.normal(size=(10, 48)) * 0.14
    start = W1, np.zeros(48), W2, np.zeros(10)
    return train_mlp(X.reshape(-1, 100), y, *start, order, 20, 0.5)[:4]


shares = []
for seed in range(2):
    rng = np.random.default_rng(seed)
    train_set, test_set = np.split(rng.permutation(len(digits))[:600], [100])
    X, y, order = digits[train_set], labels[train_set], shuffled_order(100, EPOCHS, rng)
    plain = train(X, y, order, np.random.default_rng(seed))
    X_all = np.concatenate([shift(X, rng) for _ in range(EPOCHS)])  # anew each epoch
    order_all = (order + 100 * np.arange(EPOCHS)[:, np.newaxis]).reshape(1, -1)
    y_all = np.tile(y, EPOCHS)  # the labels stay
    augmented = train(X_all, y_all, order_all, np.random.default_rng(seed))
    for Z in (digits[test_set], shift(digits[test_set], rng)):
        for weights in (plain, augmented):
            s = mlp(Z.reshape(-1, 100), *weights)
            shares.append((s.argmax(axis=1) == labels[test_set]).mean())
table = np.reshape(shares, (-1, 2, 2)).mean(axis=0)
for name, row in zip(("centred", "shifted"), table, strict=True):
    print(f"{name} test digits: plain {row[0]:.1f}, augmented {row[1]:.1f}")
