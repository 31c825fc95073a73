import numpy as np

from mlnotes.sequences.lstm import lstm

ones = [1, 0, 1, 1, 0, 0, 1, 1]
reset = [0, 0, 0, 0, 1, 0, 0, 0]
X = np.stack([ones, reset], axis=-1)[None].astype(float)
W = np.array([[40.0, -40.0], [0.0, -40.0], [20.0, 0.0], [0.0, 0.0]])  # i, f, g, o
b = np.array([-20.0, 20.0, 0.0, 20.0])
_, C = lstm(X, *np.zeros((2, 1, 1)), W, np.zeros((4, 1)), b)
print("ones ", *ones)
print("reset", *reset)
print("count", *C[0, :, 0].round().astype(int))
