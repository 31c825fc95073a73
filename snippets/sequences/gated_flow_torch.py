import torch
from torch import nn

from mlnotes.sequences.gated_flow_torch import rnn_flow

torch.manual_seed(0)
cell = nn.RNN(3, 5, batch_first=True, dtype=torch.float64)
X = torch.randn(1, 7, 3, dtype=torch.float64)
W_xh, W_hh, b_ih, b_hh = cell.parameters()


def last_state(h0: torch.Tensor) -> torch.Tensor:
    return cell(X, h0[None, None])[0][0, -1]


h0 = torch.zeros(5, dtype=torch.float64)
J = torch.func.jacrev(last_state)(h0)  # through all steps at once
norms = rnn_flow(X, h0[None], W_xh, W_hh, b_ih + b_hh)
print("norms:", tuple(norms.shape), "Jacobian:", tuple(J.shape))
print("equal:", torch.isclose(norms[0, -1], torch.linalg.matrix_norm(J, 2)).item())
