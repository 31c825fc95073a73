import torch

from mlnotes.attention.transformer_decoder_torch import Decoder

d, t = 8, 3
torch.manual_seed(0)
decoder = Decoder(2, d, h=2, d_ff=16).double()
Y, Z = torch.randn(1, t, d).double(), torch.randn(1, 4, d).double()
alone = decoder(Y, Z)
for longest in (4, 6, 20):  # length of the longest source in the batch
    padded = torch.zeros(1, longest, d).double()
    padded[:, :4] = Z
    real = torch.arange(longest)[None] < 4
    for name, mask in (("masked", real), ("not masked", None)):
        apart = (decoder(Y, padded, mask) - alone).abs().max().item()
        print(f"source padded to {longest:2}, {name:10}: {apart:.1f}")
