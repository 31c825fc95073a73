import numpy as np

from mlnotes.neighbors.distances import l2_distances, l2_distances_by_product

Z = 1e9 + np.array([[0.0, 0.0]])
X = 1e9 + np.array([[3.0, 4.0], [0.0, 0.0]])
print("differences:", l2_distances(Z, X))
wrong = l2_distances_by_product(Z, X)[0, 0]
print("product off by more than 1:", abs(wrong - 5) > 1)

mean = X.mean(axis=0)
centred = l2_distances_by_product(Z - mean, X - mean)
print("product after centring:", centred.round(6))
