import numpy as np

from mlnotes.sequences.gru import gru_step
from mlnotes.sequences.rnn import rnn_step

rng = np.random.default_rng(0)
x, h, W, U = (rng.normal(size=shape) for shape in [(2, 3), (2, 5), (5, 3), (5, 5)])
W3 = np.concatenate([np.zeros((10, 3)), W])
U3 = np.concatenate([np.zeros((10, 5)), U])
b3 = np.concatenate([np.full(10, 800.0), np.zeros(5)])  # r = z = 1
print(
    "an RNN:",
    np.allclose(gru_step(x, h, W3, U3, b3), rnn_step(x, h, W, U, np.zeros(5))),
)
