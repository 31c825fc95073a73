import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.perceptron import train_perceptron

X, digit = load_digits(return_X_y=True)
chosen = np.isin(digit, (3, 8))
X, y = X[chosen], np.where(digit[chosen] == 8, 1.0, -1.0)
w, b, mistakes = train_perceptron(X, y, np.zeros(64), np.zeros(()), 12)
print("samples:", len(y))
print("mistakes:", *mistakes)
print("all on their side:", bool((y * (X @ w + b) > 0).all()))
