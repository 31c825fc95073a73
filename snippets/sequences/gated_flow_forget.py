import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences.gated_flow import lstm_flow

h, t = 4, 60
zeros = np.zeros((1, h))
X, W, U = np.zeros((1, t, 3)), np.zeros((4 * h, 3)), np.zeros((4 * h, h))
print("f, norm at 60, f⁶⁰/2")
for bias in (0.0, 1.0, 2.0, 4.0):
    b = np.zeros(4 * h)
    b[h : 2 * h] = bias
    _, norms = lstm_flow(X, zeros, zeros, W, U, b)
    f = float(sigmoid(np.array(bias)))
    print(f"b = {bias:.0f}: {f:.3f} {norms[0, 59]:.0e} {f**60 / 2:.0e}")
