import numpy as np

from mlnotes.linear.softmax import log_softmax, softmax

s = np.array([[0.0, 1000.0]])
print("probability of class 0:", softmax(s)[0, 0])
print("its logarithm:", log_softmax(s)[0, 0])
