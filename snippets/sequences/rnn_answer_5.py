import torch

from mlnotes.sequences.rnn import rnn_backward_truncated
from mlnotes.sequences.rnn_torch import rnn

torch.manual_seed(0)
X, h = torch.randn(7, 24, 5).double(), torch.zeros(7, 11).double()
W_xh, b = torch.randn(11, 5).double(), torch.zeros(11).double()
W_hh = (torch.randn(11, 11).double() / 4).requires_grad_()
dH = torch.randn(7, 24, 11).double()

for start in range(0, 24, 6):
    H = rnn(X[:, start : start + 6], h.detach(), W_xh, W_hh, b)
    H.backward(dH[:, start : start + 6])  # gradients of the windows add up
    h = H[:, -1]

arrays = (array.numpy() for array in (dH, X, 0 * h.detach(), W_xh, W_hh.detach(), b))
_, _, _, by_hand, _ = rnn_backward_truncated(*arrays, window=6)
print(torch.allclose(W_hh.grad, torch.tensor(by_hand)))
