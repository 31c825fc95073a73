import torch

from mlnotes.attention.transformer_decoder_torch import Decoder

n, t, s, d = 2, 6, 4, 8
torch.manual_seed(0)
decoder = Decoder(2, d, h=2, d_ff=16).double()
Y, Z = torch.randn(n, t, d).double(), torch.randn(n, s, d).double()

at_once = decoder(Y, Z)
one_by_one = [decoder(Y[:, : j + 1], Z)[:, j] for j in range(t)]
one_by_one = torch.stack(one_by_one, dim=1)
print("one pass, or one pass a beginning:", tuple(at_once.shape))
print("equal:", torch.allclose(at_once, one_by_one, rtol=0, atol=1e-12))

Y.requires_grad_()
(gradient,) = torch.autograd.grad(decoder(Y, Z)[0, 2].square().sum(), Y)
print("output 2 depends on inputs:", gradient[0].any(dim=1).nonzero()[:, 0].tolist())
print("on the other sentence:", gradient[1].any().item())
