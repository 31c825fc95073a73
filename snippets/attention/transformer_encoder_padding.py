import torch

from mlnotes.attention.masks_torch import spread_key_mask
from mlnotes.attention.transformer_encoder_torch import Encoder
from mlnotes.sequences.batching_torch import padding_mask

torch.manual_seed(0)
model = Encoder(layers=2, d=16, h=2, d_ff=64).eval()
lengths, t = torch.tensor([7, 4]), 7
real = padding_mask(lengths, t)
mask = spread_key_mask(real, t)  # (n, t, t): columns of padding are False
print(mask[1].int().numpy())

X = torch.randn(2, t, 16)
other = torch.where(real[..., None], X, 100.0)
with torch.no_grad():
    Z, changed, short = model(X, mask), model(other, mask), model(X[1:, :4])
print("real places unchanged:", torch.allclose(changed[real], Z[real], atol=1e-5))
print("padded places unchanged:", torch.allclose(changed[~real], Z[~real], atol=1e-5))
print("all finite:", bool(changed.isfinite().all()))
print("as without padding:", torch.allclose(short, Z[1:, :4], atol=1e-5))
