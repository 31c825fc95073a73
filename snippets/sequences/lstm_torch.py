import torch

from mlnotes.sequences.lstm_torch import LSTM
from mlnotes.sequences.rnn_torch import RNN

d, h = 3, 5
torch.manual_seed(0)
ours, theirs = LSTM(d, h), torch.nn.LSTM(d, h, batch_first=True)
theirs.load_state_dict(ours.state_dict())
X = torch.randn(2, 7, d)
H, (h_last, c_last) = ours(X)
wanted, (h_n, c_n) = theirs(X)
print("equal:", torch.allclose(H, wanted, atol=1e-6))

first, state = ours(X[:, :4])  # in two parts: hand on both states
second, _ = ours(X[:, 4:], state)
print("in two parts:", torch.allclose(torch.cat([first, second], dim=1), H))

for layer in (RNN(d, h), ours):
    count = sum(parameter.numel() for parameter in layer.parameters())
    print(f"{type(layer).__name__}: {count} parameters")
print("by formula:", h * (d + h + 2), 4 * h * (d + h + 2))
