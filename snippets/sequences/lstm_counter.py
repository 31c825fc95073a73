import numpy as np

from mlnotes.sequences.lstm import lstm

text = "(()(()))(("
X = np.array([[[1.0] if bracket == "(" else [-1.0] for bracket in text]])
W = np.array([[0.0], [0.0], [20.0], [0.0]])  # g = tanh(±20) = ±1
b = np.array([20.0, 20.0, 0.0, 20.0])  # i = f = o = 1: c + g at every step
H, C = lstm(X, *np.zeros((2, 1, 1)), W, np.zeros((4, 1)), b)
print("text  ", *text, sep="  ")
print("depth ", *C[0, :, 0].round().astype(int), sep="  ")
print("h of depth 1, 2, 3:", np.tanh([1, 2, 3]).round(3))
