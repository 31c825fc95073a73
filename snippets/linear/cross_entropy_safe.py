import numpy as np

from mlnotes.linear.cross_entropy import (
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_labels,
)
from mlnotes.linear.softmax import softmax

s = np.array([[0.0, 1000.0]])
y = np.array([0])
print("through the probability:", cross_entropy_labels(softmax(s), y))
print("from the scores:", cross_entropy(s, y))
print("gradient:", cross_entropy_backward(1.0, s, y))
