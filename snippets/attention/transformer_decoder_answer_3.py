import torch

from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.attention.transformer_decoder_torch import DecoderLayer

t, d, in_front = 5, 8, 2
torch.manual_seed(0)
layer = DecoderLayer(d, h=2, d_ff=16)
Y, Z = torch.randn(1, t, d), torch.randn(1, 3, d)
other = Y.clone()
other[:, :in_front] = torch.randn(in_front, d)  # other padding

apart = (layer(Y, Z) - layer(other, Z))[:, in_front:].abs().max().item()
print("causal mask alone, outputs change:", apart > 0.01)

real = torch.arange(t)[None] >= in_front
mask = combine_masks(real, causal_mask(t))
print(mask[0].int().numpy())
attend = layer.self_attn.forward
layer.self_attn.forward = lambda X, Z, _=None, causal=False: attend(X, Z, mask)
apart = (layer(Y, Z) - layer(other, Z))[:, in_front:].abs().max().item()
print("both masks, outputs change:", apart > 0)
