import numpy as np

from mlnotes.neighbors.distances import l1

A = np.array([[3, 5]], dtype=np.uint8)
B = np.array([[5, 3]], dtype=np.uint8)
print("A - B as bytes:", A - B)
try:
    l1(A, B)
except ValueError as error:
    print(error)
print("as floats:", l1(A.astype(np.float64), B.astype(np.float64)))
