import torch
from torch.nn import functional

from mlnotes.attention.masked_language_model_torch import mask_tokens
from mlnotes.sequences.language_model_torch import masked_cross_entropy

c, mask_id = 11, 4
generator = torch.Generator().manual_seed(0)
X = torch.randint(5, c, (7, 13), generator=generator)
X[:, -3:] = 0  # padding
seen, chosen = mask_tokens(X, X > 4, mask_id, c, generator)

s = torch.randn(7, 13, c, generator=generator).requires_grad_()
loss = masked_cross_entropy(s, X, chosen)
labels = torch.where(chosen, X, -100)  # -100: PyTorch leaves these places out
theirs = functional.cross_entropy(s.flatten(0, 1), labels.flatten())
print("equal to PyTorch with -100:", torch.allclose(loss, theirs))
(ds,) = torch.autograd.grad(loss, s)
print("gradient elsewhere is 0:", not ds[~chosen].any())
nothing = torch.full_like(labels, -100)
print(
    "nothing chosen:",
    functional.cross_entropy(s.flatten(0, 1), nothing.flatten()).item(),
)
