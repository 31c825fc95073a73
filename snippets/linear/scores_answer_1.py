import numpy as np

from mlnotes.linear.scores import append_bias

W, b = np.zeros((10, 32 * 32 * 3)), np.zeros(10)
print("parameters:", W.size + b.size)
print("entries of W′:", append_bias(W, b).size)
