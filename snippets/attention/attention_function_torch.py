import torch
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention.attention_function_torch import attend

generator = torch.Generator().manual_seed(0)
Q = torch.randn(2, 3, 5, generator=generator)  # n = 2, t = 3, d_k = 5
K = torch.randn(2, 7, 5, generator=generator)  # s = 7
V = torch.randn(2, 7, 4, generator=generator)  # d_v = 4
Y = attend(Q @ K.mT, V, None)
print("shape:", tuple(Y.shape))
theirs = scaled_dot_product_attention(Q, K, V, scale=1.0)
print("as in PyTorch:", torch.allclose(Y, theirs, atol=1e-5))
