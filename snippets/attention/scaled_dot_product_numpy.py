import numpy as np
import torch
from torch.nn.functional import scaled_dot_product_attention as sdpa

from mlnotes.attention import scaled_dot_product as by_hand

rng = np.random.default_rng(0)
Q, K = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 7, 4))
V, dY = rng.normal(size=(2, 7, 5)), rng.normal(size=(2, 3, 5))
Y = by_hand.scaled_dot_product_attention(Q, K, V, None)
dQ, dK, dV = by_hand.scaled_dot_product_attention_backward(dY, Q, K, V, None)

leaves = [torch.tensor(array, requires_grad=True) for array in (Q, K, V)]
theirs = sdpa(*leaves)
wanted = [theirs.detach(), *torch.autograd.grad(theirs, leaves, torch.tensor(dY))]
for name, ours, other in zip(
    ("Y", "dQ", "dK", "dV"), (Y, dQ, dK, dV), wanted, strict=True
):
    print(name, ours.shape, "as PyTorch:", np.allclose(ours, other))
