import torch

from mlnotes.attention.transformer_encoder_torch import EncoderLayer

torch.manual_seed(0)
X = torch.randn(2, 7, 16)
layer = EncoderLayer(16, 2, 64, norm_first=True)
for factor in (1, 100):
    Y = layer(factor * X)
    change = (Y - factor * X).norm() / (factor * X).norm()
    print(f"{factor:3} X: relative change below 0.05: {bool(change < 0.05)}")
