import torch

from mlnotes.attention.attention_maps_torch import attention_entropy, record_attention
from mlnotes.attention.transformer_torch import Transformer

torch.manual_seed(0)
model = Transformer(c_source=19, c_target=17, d=12, h=3, d_ff=24, layers=2).eval()
X = torch.randint(19, (2, 7))
lengths = torch.tensor([7, 5])
Y_in = torch.randint(17, (2, 5))
maps = record_attention(model, X, lengths, Y_in)
for name, A in maps.items():
    print(f"{name:34} (n, h, t, s) = {tuple(A.shape)}")
A = maps["decoder.layers.0.multihead_attn"]
print("rows sum to one:", bool(torch.allclose(A.sum(-1), torch.ones(2, 3, 5))))
print("weight on padding:", A[1, :, :, 5:].sum().item())
A = maps["decoder.layers.0.self_attn"]
print("weight on later places:", A.triu(1).sum().item())
print("first place, entropy:", (attention_entropy(A)[..., 0].abs() < 1e-6).all().item())
