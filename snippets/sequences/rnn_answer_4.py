import torch
from torch import nn

from mlnotes.sequences.rnn_torch import rnn

torch.manual_seed(0)
X, h0 = torch.randn(7, 23, 5), torch.zeros(7, 11)
stack = nn.RNN(5, 11, num_layers=2, batch_first=True)
both = nn.RNN(5, 11, bidirectional=True, batch_first=True)


def cell(module, ending):
    """Weights and bias of one direction of one layer."""
    kinds = "weight_ih", "weight_hh", "bias_ih", "bias_hh"
    W_xh, W_hh, b_ih, b_hh = (getattr(module, f"{kind}_{ending}") for kind in kinds)
    return W_xh, W_hh, b_ih + b_hh


H = rnn(rnn(X, h0, *cell(stack, "l0")), h0, *cell(stack, "l1"))
print("two layers:", torch.allclose(H, stack(X)[0], atol=1e-5))

there = rnn(X, h0, *cell(both, "l0"))
back = rnn(X.flip(1), h0, *cell(both, "l0_reverse")).flip(1)
H = torch.cat([there, back], dim=2)
print("both ways:", tuple(H.shape), torch.allclose(H, both(X)[0], atol=1e-5))
