import torch
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention.dot_product_torch import dot_product_attention

generator = torch.Generator().manual_seed(0)
Q = torch.randn(2, 3, 4, generator=generator, dtype=torch.float64)
K = torch.randn(2, 7, 4, generator=generator, dtype=torch.float64)
V = torch.randn(2, 7, 5, generator=generator, dtype=torch.float64)
Y = dot_product_attention(Q, K, V, None)
print("shape:", tuple(Y.shape))
same = torch.allclose(Y, scaled_dot_product_attention(Q, K, V, scale=1.0))
print("as PyTorch's with scale 1:", same)
one_by_one = [
    torch.softmax(K[i] @ Q[i, j], dim=0) @ V[i] for i in range(2) for j in range(3)
]
print("as a loop:", torch.allclose(Y.flatten(0, 1), torch.stack(one_by_one)))
