import torch

from mlnotes.attention.transformer_torch import Transformer

torch.manual_seed(0)
model = Transformer(c_source=7, c_target=7, d=16, h=2, d_ff=32, layers=2).double()
PAD, SOS = 0, 1
alone = torch.tensor([[3, 4, 5]])
padded = torch.tensor([[3, 4, 5, PAD, PAD, PAD]])
Y_in = torch.tensor([[SOS, 5, 4]])

s = model(alone, torch.tensor([3]), Y_in)
for length in (3, 6):
    other = model(padded, torch.tensor([length]), Y_in)
    same = torch.allclose(s, other, rtol=0, atol=1e-10)
    print(f"padded, length {length}: same scores: {same}")
