import torch

from mlnotes.sequences.gru_torch import GRU
from mlnotes.sequences.lstm_torch import LSTM

d, h = 3, 5
torch.manual_seed(0)
trained = torch.nn.GRU(d, h, batch_first=True)  # stands for weights from elsewhere
X = torch.randn(2, 7, d)
wanted, _ = trained(X)
for reset_after in (True, False):
    layer = GRU(d, h, reset_after)
    layer.load_state_dict(trained.state_dict())  # no error in either case
    H, _ = layer(X)
    print(f"reset_after={reset_after}: equal:", torch.allclose(H, wanted, atol=1e-6))

for layer in (GRU(d, h), LSTM(d, h)):
    count = sum(parameter.numel() for parameter in layer.parameters())
    print(f"{type(layer).__name__}: {count} parameters")
