import numpy as np
import torch
from torch import nn

from mlnotes.sequences.rnn import rnn_backward

torch.manual_seed(0)
theirs = nn.RNN(5, 11, batch_first=True, dtype=torch.float64)
X = torch.randn(7, 23, 5, dtype=torch.float64, requires_grad=True)
h0 = torch.randn(1, 7, 11, dtype=torch.float64, requires_grad=True)
dH = torch.randn(7, 23, 11, dtype=torch.float64)
theirs(X, h0)[0].backward(dH)

weights = [p.detach().numpy() for p in theirs.parameters()]
W_xh, W_hh, b = weights[0], weights[1], weights[2] + weights[3]
arguments = X.detach().numpy(), h0.detach().numpy()[0], W_xh, W_hh, b
by_hand = rnn_backward(dH.numpy(), *arguments)

wanted = [X.grad, h0.grad[0], theirs.weight_ih_l0.grad, theirs.weight_hh_l0.grad]
wanted += [theirs.bias_ih_l0.grad]
for ours, grad in zip(by_hand, wanted, strict=True):
    print(ours.shape, np.allclose(ours, grad))
print("same for its second bias:", np.allclose(by_hand[-1], theirs.bias_hh_l0.grad))
