import numpy as np

from mlnotes.linear.softmax import softmax

s = np.array([[1.0, 2.0, 4.0]])
for temperature in (10.0, 1.0, 0.1):
    print(temperature, softmax(s / temperature).round(3))
