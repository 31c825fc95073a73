import numpy as np

from mlnotes.linear.cross_entropy import (
    cross_entropy,
    cross_entropy_labels,
    cross_entropy_one_hot,
)
from mlnotes.linear.softmax import softmax

s = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0]])
y = np.array([0, 2])
p, T = softmax(s), np.eye(3)[y]
print("probability of the right class:", p[np.arange(2), y].round(3))
print(f"double sum over targets: {cross_entropy_one_hot(p, T):.6f}")
print(f"from labels:             {cross_entropy_labels(p, y):.6f}")
print(f"from scores:             {cross_entropy(s, y):.6f}")
