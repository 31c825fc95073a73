import numpy as np

from mlnotes.linear.softmax import sigmoid, softmax

s = np.array([[0.3, 2.0], [-4.0, 1.0]])
print(softmax(s)[:, 1].round(6))
print(sigmoid(s[:, 1] - s[:, 0]).round(6))
