import numpy as np

from mlnotes.neighbors.knn import knn_predict, majority_vote

votes = np.array([[2, 1, 1, 2], [3, 2, 1, 0]])
print("tied votes:", majority_vote(votes))

X = np.array([[-1.0], [1.0], [3.0]])
y = np.array([1, 0, 0])
Z = np.array([[0.0]])
for k in (1, 2, 3):
    print("k =", k, "class", knn_predict(Z, X, y, k)[0])
