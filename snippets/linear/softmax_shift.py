import numpy as np

from mlnotes.linear.softmax import softmax

s = np.array([[2.0, -1.0, 0.5]])
print(softmax(s).round(4))
print(softmax(s + 500).round(4))
