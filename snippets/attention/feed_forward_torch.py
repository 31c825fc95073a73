import torch
from torch import nn

from mlnotes.attention.feed_forward_torch import feed_forward

torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(d_model=6, nhead=2, dim_feedforward=24)
first, second = layer.linear1, layer.linear2
print("W1", tuple(first.weight.shape), "W2", tuple(second.weight.shape))

X = torch.randn(2, 7, 6)
Y = feed_forward(X, first.weight, first.bias, second.weight, second.bias)
print("as in torch.nn:", torch.allclose(Y, second(torch.relu(first(X))), atol=1e-6))
