import math

import numpy as np

from mlnotes.sequences.gru import gru

z = 1 - 0.5 ** (1 / 100)
b_z = math.log(z / (1 - z))
print(f"z = {z:.4f}, bias {b_z:.2f}")
X, h0 = np.zeros((1, 100, 1)), np.ones((1, 1))
H = gru(X, h0, np.zeros((3, 1)), np.zeros((3, 1)), np.array([0.0, b_z, 0.0]))
print("left after 100 steps:", H[0, -1].round(3))
