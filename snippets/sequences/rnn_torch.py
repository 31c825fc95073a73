import torch
from torch import nn

from mlnotes.sequences.rnn_torch import RNN

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(0)
ours = RNN(5, 11)
torch.manual_seed(0)
theirs = nn.RNN(5, 11, batch_first=True)
same = [
    torch.equal(p, q)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True)
]
print("same start from one seed:", all(same))

ours.load_state_dict(theirs.state_dict())  # and the other way round
theirs.load_state_dict(ours.state_dict())
ours.to(device)
theirs.to(device)

X, h0 = torch.randn(7, 23, 5, device=device), torch.randn(7, 11, device=device)
H, last = ours(X, h0)
H_theirs, last_theirs = theirs(X, h0[None])  # an axis more: its layers
print("states", tuple(H.shape), torch.allclose(H, H_theirs, atol=1e-5))
print("last  ", tuple(last.shape), torch.allclose(last, last_theirs[0], atol=1e-5))
