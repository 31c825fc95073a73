import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy_one_hot

p = np.array([[0.7, 0.2, 0.1]])
one_hot, smoothed = np.array([[1.0, 0.0, 0.0]]), np.array([[0.9, 0.05, 0.05]])
print(f"one-hot target:  {cross_entropy_one_hot(p, one_hot):.4f}")
print(f"smoothed target: {cross_entropy_one_hot(p, smoothed):.4f}")
print(f"lowest possible: {cross_entropy_one_hot(smoothed, smoothed):.4f}")
