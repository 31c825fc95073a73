import numpy as np

from mlnotes.sequences.reset_after_gru import reset_after_gru_step

x, h, W = np.zeros((1, 1)), np.array([[0.8]]), np.zeros((3, 1))
U, zero, one = np.array([[0.0], [0.0], [1.0]]), np.zeros(3), np.array([0.0, 0.0, 1.0])
print("beside U:", reset_after_gru_step(x, h, W, U, zero, one).round(3))
print("beside W:", reset_after_gru_step(x, h, W, U, one, zero).round(3))
