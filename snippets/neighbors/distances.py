import numpy as np

from mlnotes.neighbors.distances import l1, l1_distances, l2, l2_distances

A = np.array([[1.0, 5.0], [0.0, 3.0]])
B = np.array([[4.0, 1.0], [0.0, 3.0]])
print("L1(A, B) =", l1(A, B))
print("L2(A, B) =", l2(A, B))

Z = np.array([[0.0, 0.0], [1.0, 1.0]])
X = np.array([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0]])
print(l1_distances(Z, X))
print(l2_distances(Z, X).round(3))
