import numpy as np

from mlnotes.networks.perceptron import train_perceptron

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
y = np.array([-1.0, 1.0, 1.0, -1.0])
w, b = np.zeros(2), np.zeros(())
for epoch in range(1, 5):
    w, b, mistakes = train_perceptron(X, y, w, b, 1)
    print(f"epoch {epoch}: {mistakes[0]} wrong, w = {w}, b = {b}")
_, _, mistakes = train_perceptron(X, y, w, b, 100)
print("fewest wrong in 100 more:", mistakes.min())
