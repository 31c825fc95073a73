import numpy as np
import torch

from mlnotes.attention import dot_product, dot_product_torch

rng = np.random.default_rng(0)
S, H = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 7, 4))
mask = np.array([[True] * 7, [True] * 5 + [False] * 2])[:, None].repeat(3, axis=1)
dC = rng.normal(size=(2, 3, 8))
dS, dH = dot_product.attentional_states_backward(dC, S, H, mask)

leaves = [torch.tensor(a, requires_grad=True) for a in (S, H)]
C = dot_product_torch.attentional_states(*leaves, torch.tensor(mask))
wanted = torch.autograd.grad(C, leaves, torch.tensor(dC))
for name, ours, autograd in zip(("dS", "dH"), (dS, dH), wanted, strict=True):
    print(name, ours.shape, "as autograd:", np.allclose(ours, autograd.numpy()))
print("gradient of masked states:", np.abs(dH[1, 5:]).max())
