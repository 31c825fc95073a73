import torch

from mlnotes.attention.transformer_decoder_torch import Decoder

torch.manual_seed(0)
decoder = Decoder(2, 8, h=2, d_ff=16).double()
Y, Z = torch.randn(1, 3, 8).double(), torch.randn(1, 4, 8).double()
order = [2, 0, 3, 1]
same = torch.allclose(decoder(Y, Z[:, order]), decoder(Y, Z), rtol=0, atol=1e-12)
print("Z in another order, same outputs:", same)
order = [2, 0, 1]
same = torch.allclose(decoder(Y[:, order], Z), decoder(Y, Z)[:, order])
print("outputs turn with the places of Y:", same)
