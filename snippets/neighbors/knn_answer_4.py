import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import majority_vote, nearest_neighbors

X, y = load_digits(return_X_y=True)
nearest = nearest_neighbors(X, X, 8)
print("every row is its own nearest:", (nearest[:, 0] == np.arange(len(X))).all())
for k in (1, 3, 7):
    votes = y[nearest[:, 1 : k + 1]]
    print("k =", k, "accuracy", round((majority_vote(votes) == y).mean(), 3))
