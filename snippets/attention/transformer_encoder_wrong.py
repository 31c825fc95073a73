import torch
from torch import nn

from mlnotes.attention.transformer_encoder_torch import Encoder

torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(16, 2, 64, 0.0, batch_first=True)
stack = nn.TransformerEncoder(layer, 3, enable_nested_tensor=False)
first = [part.linear1.weight for part in stack.layers]
print("all layers of nn start equal:", all(torch.equal(first[0], W) for W in first))

post = Encoder(1, 16, 2, 64)
pre = nn.TransformerEncoder(
    nn.TransformerEncoderLayer(16, 2, 64, 0.0, batch_first=True, norm_first=True),
    num_layers=1,
    enable_nested_tensor=False,
)
print(pre.load_state_dict(post.state_dict()))
X = torch.randn(2, 7, 16)
print("equal outputs:", torch.allclose(pre(X), post(X), atol=1e-3))
