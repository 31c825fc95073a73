import torch

from mlnotes.training.initialization_torch import he_init

filters, channels, side = 16, 3, 5
layer = torch.nn.Conv2d(channels, filters, side)
torch.nn.init.kaiming_normal_(
    layer.weight, nonlinearity="relu", generator=torch.Generator().manual_seed(0)
)
fan_in = side * side * channels
W = he_init(fan_in, filters, torch.Generator().manual_seed(0))
print("inputs of a unit:", fan_in)
print("equal:", torch.equal(W.reshape(filters, channels, side, side), layer.weight))
