import numpy as np

from mlnotes.networks.perceptron import train_perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
y = np.array([-1.0, -1.0, -1.0, 1.0])
w, b = np.zeros(2), np.zeros(())
for i in range(4):  # one sample at a time
    w, b, mistakes = train_perceptron(X[i : i + 1], y[i : i + 1], w, b, 1)
    print(f"{X[i]}: wrong {mistakes[0]}, w {w}, b {b}")
w, b, mistakes = train_perceptron(X, y, w, b, 6)
print(f"wrong {mistakes}, w {w}, b {b}")
