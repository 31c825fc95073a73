import numpy as np

from mlnotes.sequences.lstm import lstm_step

x, h, c = np.array([[7.0]]), np.array([[0.0]]), np.array([[2.0]])
h_new, c_new = lstm_step(x, h, c, *np.zeros((2, 4, 1)), np.zeros(4))
print("c:", c_new.item(), "h:", round(h_new.item(), 3))
