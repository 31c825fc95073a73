import torch
from torch import nn

from mlnotes.attention.transformer_encoder_torch import EncoderLayer

torch.manual_seed(0)
X = torch.randn(2, 7, 16) * 3
for norm_first in (False, True):
    layer = EncoderLayer(16, 2, 64, norm_first=norm_first)
    for last in (layer.self_attn.out_proj, layer.linear2):
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
    Y = layer(X)
    name = "pre-norm: " if norm_first else "post-norm:"
    print(name, torch.equal(Y, X), torch.allclose(Y, layer.norm1(X), atol=1e-4))
