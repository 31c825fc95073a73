import torch
from torch import nn

from mlnotes.attention.transformer_encoder_torch import Encoder

torch.manual_seed(0)
d, h, d_ff = 16, 2, 64
X = torch.randn(2, 7, d, dtype=torch.float64, requires_grad=True)
for norm_first in (False, True):
    ours = Encoder(3, d, h, d_ff, norm_first=norm_first).double()
    layer = nn.TransformerEncoderLayer(
        d, h, d_ff, dropout=0.0, batch_first=True, norm_first=norm_first
    )
    norm = nn.LayerNorm(d) if norm_first else None
    theirs = nn.TransformerEncoder(layer, 3, norm, enable_nested_tensor=False).double()
    theirs.load_state_dict(ours.state_dict())  # and the other way round
    ours.load_state_dict(theirs.state_dict())
    gradients = []
    for model in (ours, theirs):
        loss = model(X).pow(3).sum()
        gradients.append(torch.autograd.grad(loss, [X, *model.parameters()]))
    outputs = torch.allclose(ours(X), theirs(X))
    equal = all(torch.allclose(a, b) for a, b in zip(*gradients, strict=True))
    print("pre-norm: " if norm_first else "post-norm:", outputs, equal)
