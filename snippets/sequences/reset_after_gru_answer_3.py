import numpy as np

from mlnotes.sequences.gru import gru
from mlnotes.sequences.reset_after_gru import reset_after_gru

X, h0, zero = np.zeros((1, 10, 1)), np.ones((1, 1)), np.zeros((3, 1))
for b_z in (-2.0, 2.0):
    b = np.array([0.0, b_z, 0.0])
    notes = gru(X, h0, zero, zero, b)[0, -1, 0]
    pytorch = reset_after_gru(X, h0, zero, zero, b, 0 * b)[0, -1, 0]
    print(f"{b_z:+.0f}: notes {notes:.2g}, PyTorch {pytorch:.2g}")
