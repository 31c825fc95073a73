import numpy as np

from mlnotes.networks.autograd import Variable

U = Variable(np.zeros((3, 2)))
b = Variable(np.array([10.0, 20.0]))
result = U + b  # b is added to each of the three rows
G = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
result.backward(G)
print("gradient of b:", b.grad)
print("sum of rows of G:", G.sum(axis=0))
print("gradient of U is G:", np.array_equal(U.grad, G))
