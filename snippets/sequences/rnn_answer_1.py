import numpy as np

from mlnotes.sequences.rnn import rnn, rnn_backward

X, h0 = np.array([[[1.0], [2.0]]]), np.zeros((1, 1))
w_xh, w_hh, b = np.array([[0.5]]), np.array([[2.0]]), np.zeros(1)
print("states:", rnn(X, h0, w_xh, w_hh, b).reshape(-1).round(4))
dH = np.array([[[0.0], [1.0]]])  # L is the last state
_, _, dw_xh, dw_hh, _ = rnn_backward(dH, X, h0, w_xh, w_hh, b)
print(f"gradients: w_xh {dw_xh.item():.4f}, w_hh {dw_hh.item():.4f}")
