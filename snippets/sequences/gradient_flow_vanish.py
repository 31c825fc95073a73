import numpy as np

from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn_backward
from mlnotes.training.training_loop import clip_by_norm

rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(7, 40, 5)), np.zeros((7, 11))
W_xh, W_hh, b = rng.normal(size=(11, 5)), recurrent_matrix(11, 0.5, rng), np.zeros(11)
dH = np.zeros((7, 40, 11))
dH[:, -1] = rng.normal(size=(7, 11))  # the loss reads the last state
dX, _, _, dW_hh, _ = rnn_backward(dH, X, h0, W_xh, W_hh, b)

share = np.linalg.norm(dX[:, 0]) / np.linalg.norm(dX[:, -1])
print("first input's gradient below 1e-9 of the last one's:", share < 1e-9)
clipped = clip_by_norm(dX, 0.01)
after = np.linalg.norm(clipped[:, 0]) / np.linalg.norm(clipped[:, -1])
print("same share after clipping:", np.isclose(after, share))
print("a short gradient is not changed:", (clip_by_norm(dW_hh, 1e3) == dW_hh).all())
