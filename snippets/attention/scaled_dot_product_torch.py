import torch

from mlnotes.attention.scaled_dot_product_torch import (
    fused_attention,
    scaled_dot_product_attention,
)

generator = torch.Generator().manual_seed(0)
Q, K, V = torch.randn(3, 2, 5, 7, 4, generator=generator, dtype=torch.float64)
mask = torch.rand(2, 5, 7, 7, generator=generator) < 0.5
mask[0, 0, 0] = False  # a query that may look nowhere
leaves = [tensor.requires_grad_() for tensor in (Q, K, V)]
results = []
for attention in (scaled_dot_product_attention, fused_attention):
    Y = attention(*leaves, mask)
    results.append([Y, *torch.autograd.grad(Y.sin().sum(), leaves)])
for name, formula, fused in zip(("Y", "dQ", "dK", "dV"), *results, strict=True):
    print(name, "equal:", torch.allclose(formula, fused))
print("looks nowhere:", results[1][0][0, 0, 0].tolist())
