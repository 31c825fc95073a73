import torch
import torch.nn.functional as F

from mlnotes.sequences.language_model_torch import masked_cross_entropy

generator = torch.Generator().manual_seed(0)
s = torch.randn(2, 4, 5, generator=generator)
y = torch.tensor([[1, 3, 2, 4], [2, 4, -100, -100]])
mask = y != -100

loss = masked_cross_entropy(s, y, mask)
theirs = F.cross_entropy(s.flatten(0, 1), y.flatten(), ignore_index=-100)
print("equal to ignore_index:", torch.allclose(loss, theirs))

s[~mask] = torch.nan  # whatever a model computes at padding
s.requires_grad_()
again = masked_cross_entropy(s, y, mask)
again.backward()
print("NaN at padding, same loss:", torch.allclose(again, loss))
print("its gradient at padding:", s.grad[~mask].abs().max().item())

multiplied = (F.cross_entropy(s[1], y[1].relu(), reduction="none") * mask[1]).sum()
print("multiplied by the mask:", multiplied.item())
