import torch

from mlnotes.attention.transformer_encoder_torch import EncoderLayer

torch.manual_seed(0)
layer = EncoderLayer(d=16, h=2, d_ff=64)
X = torch.randn(1, 7, 16)
X[0, 5] = X[0, 2]  # the same word twice
Y = layer(X)
print("still equal:", torch.allclose(Y[0, 5], Y[0, 2], atol=1e-6))
print("as before:", torch.allclose(Y[0, 5], X[0, 5], atol=0.1))
