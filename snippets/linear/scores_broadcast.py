import numpy as np

from mlnotes.linear.scores import linear_scores

X, W = np.eye(2), np.eye(2)
column = np.array([[10.0], [20.0]])  # should be [10, 20]
print("NumPy adds b to the samples:")
print(X @ W.T + column)
try:
    linear_scores(X, W, column)
except ValueError as error:
    print(error)
