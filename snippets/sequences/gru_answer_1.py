import numpy as np

from mlnotes.sequences.gru import gru_step

h = np.array([[0.8]])
W, U, b = np.zeros((3, 1)), np.array([[0.0], [0.0], [1.0]]), np.zeros(3)
h_new = gru_step(np.array([[7.0]]), h, W, U, b)
print(h_new.round(3))
