import torch
from torch import nn

from mlnotes.attention.feed_forward_torch import spread_of_places
from mlnotes.attention.transformer_encoder_torch import EncoderLayer

for kind in ("attention", "attention + network", "attention + residual", "layer"):
    torch.manual_seed(0)
    X = torch.randn(8, 16, 32).double()
    for _ in range(4):
        layer = EncoderLayer(d=32, h=4, d_ff=128).double()
        for parameter in layer.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)
        with torch.no_grad():
            if kind == "layer":
                X = layer(X)
            elif kind == "attention + residual":
                X = X + layer.self_attn(X, X)
            else:
                X = layer.self_attn(X, X)
                X = layer.feed_forward(X) if kind == "attention + network" else X
    r = spread_of_places(X).mean()
    print(f"{kind:20} above 0.5: {r > 0.5}, below 1e-6: {r < 1e-6}")
