import torch

from mlnotes.sequences.gru_torch import GRU

h = 5
torch.manual_seed(0)
layer = GRU(3, h)
before = layer.bias_ih_l0.detach() - layer.bias_hh_l0.detach()
X, Y = torch.randn(2, 7, 3), torch.randn(2, 7, h)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
for _ in range(20):
    optimizer.zero_grad()
    ((layer(X)[0] - Y) ** 2).mean().backward()
    optimizer.step()
moved = (layer.bias_ih_l0 - layer.bias_hh_l0 - before).abs() > 1e-5
for name, part in zip(("r", "z", "g"), moved.chunk(3), strict=True):
    print(f"{name}: b - b_h has changed:", part.any().item())
