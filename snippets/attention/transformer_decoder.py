import numpy as np
import torch

from mlnotes.attention.transformer_decoder import decoder_layer
from mlnotes.attention.transformer_decoder_torch import DecoderLayer

n, t, s, d, h, d_ff = 2, 4, 5, 8, 2, 16
torch.manual_seed(0)
ours = DecoderLayer(d, h, d_ff).double()
theirs = torch.nn.TransformerDecoderLayer(d, h, d_ff, dropout=0, batch_first=True)
theirs.double().load_state_dict(ours.state_dict())

Y, Z = torch.randn(n, t, d).double(), torch.randn(n, s, d).double()
real = torch.arange(s) < torch.tensor([5, 3])[:, None]  # the second source is shorter
future = torch.ones(t, t, dtype=torch.bool).triu(1)  # True: must not look
out = ours(Y, Z, real)
same = theirs(Y, Z, tgt_mask=future, memory_key_padding_mask=~real)
print("out:", tuple(out.shape))
print("as in torch.nn:", torch.allclose(out, same, rtol=0, atol=1e-10))

weights = {name: value.numpy() for name, value in ours.state_dict().items()}
by_hand = decoder_layer(Y.numpy(), Z.numpy(), real.numpy(), weights, h)
print("as in NumPy:", np.allclose(by_hand, out.detach(), rtol=0, atol=1e-10))
