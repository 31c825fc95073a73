import numpy as np

from mlnotes.linear.softmax import softmax

s = np.array([[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]])
p = softmax(s)
print(p.round(3))
print("rows sum to one:", np.allclose(p.sum(axis=1), 1))
