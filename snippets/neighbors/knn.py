import numpy as np

from mlnotes.neighbors.knn import knn_predict, nearest_neighbors

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [4.0, 4.0], [4.0, 5.0]])
y = np.array([0, 0, 1, 1, 1])
Z = np.array([[0.9, 0.2], [4.0, 4.2]])
print("nearest rows:")
print(nearest_neighbors(Z, X, 3))
for k in (1, 3, 5):
    print("k =", k, "classes", knn_predict(Z, X, y, k))
