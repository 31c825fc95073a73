import torch

from mlnotes.attention.masks_torch import spread_key_mask
from mlnotes.attention.transformer_encoder_torch import Encoder
from mlnotes.sequences.batching_torch import padding_mask

torch.manual_seed(0)
model = Encoder(layers=2, d=16, h=2, d_ff=64)
real = padding_mask(torch.tensor([7, 4]), 7)
X = torch.randn(2, 7, 16)
keys = spread_key_mask(real, 7)
both = keys & real[:, :, None]  # padded queries look at nothing
Z, also = model(X, keys), model(X, both)
print("real places:", torch.allclose(Z[real], also[real], atol=1e-5))
print("padded places:", torch.allclose(Z[~real], also[~real], atol=1e-5))
print("finite:", bool(also.isfinite().all()))
