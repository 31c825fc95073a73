import numpy as np

from mlnotes.networks.perceptron import train_perceptron

rng = np.random.default_rng(0)
X = rng.integers(-9, 10, size=(100, 2)).astype(float)
y = np.where(2 * X[:, 0] - X[:, 1] > 3, 1.0, -1.0)
for start in (np.zeros(2), np.array([64.0, 64.0])):
    print("start", start)
    for rate in (0.25, 1.0):
        scaled = train_perceptron(X, y, start / rate, np.zeros(()), 40)
        w = rate * scaled[0]
        print(f"rate {rate}: {scaled[2].sum()} wrong, w = {w}")
