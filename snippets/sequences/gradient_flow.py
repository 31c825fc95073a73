import numpy as np
import torch

from mlnotes.sequences.gradient_flow import jacobian_products, recurrent_matrix
from mlnotes.sequences.rnn import rnn
from mlnotes.sequences.rnn_torch import rnn as rnn_torch

rng = np.random.default_rng(0)
X, h0, b = rng.normal(size=(1, 13, 5)), np.zeros((1, 7)), np.zeros(7)
W_xh, W_hh = rng.normal(size=(7, 5)) / 5, recurrent_matrix(7, 0.9, rng)
J = jacobian_products(rnn(X, h0, W_xh, W_hh, b), W_hh)
print("one matrix for each distance:", J.shape)


def last_state(h0):
    rest = (torch.tensor(array) for array in (W_xh, W_hh, b))
    return rnn_torch(torch.tensor(X), h0, *rest)[0, -1]


by_autograd = torch.autograd.functional.jacobian(last_state, torch.tensor(h0))[:, 0]
print("distance 13 equal to autograd:", np.allclose(J[0, -1], by_autograd))
