import numpy as np

from mlnotes.linear.scores import linear_scores

X = np.array([[0.2, 0.5, 0.1], [0.9, 0.0, 0.3]])  # two samples of three pixels
W = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])  # one row per class
b = np.array([0.1, -0.2])
s = linear_scores(X, W, b)
print(s.round(2))
print("class of each sample:", s.argmax(axis=1))
