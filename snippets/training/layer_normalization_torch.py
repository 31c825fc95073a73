import torch
from torch import nn

from mlnotes.training.layer_normalization_torch import LayerNorm

torch.manual_seed(0)
ours, theirs = LayerNorm(64), nn.LayerNorm(64)
theirs.load_state_dict(ours.state_dict())
X = 3 * torch.randn(2, 5, 64) + 2
print("equal to nn.LayerNorm:", torch.allclose(ours(X), theirs(X), atol=1e-6))
print("state:", list(ours.state_dict()))
print("one sample is enough:", tuple(ours(X[:1]).shape))
print("eval() changes nothing:", torch.equal(ours(X), ours.eval()(X)))
