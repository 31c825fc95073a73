import torch
import torch.nn.functional as F

from mlnotes.attention.transformer_training_torch import label_smoothing_loss

torch.manual_seed(0)
s = 3 * torch.randn(3, 11, 7, dtype=torch.float64)
y = torch.randint(7, (3, 11))
mask = torch.arange(11) < torch.tensor([11, 5, 1])[:, None]
s.requires_grad_()

ours = label_smoothing_loss(s, y, mask, 0.1)
ignored = y.masked_fill(~mask, -100)
theirs = F.cross_entropy(s.mT, ignored, ignore_index=-100, label_smoothing=0.1)
gradients = [torch.autograd.grad(loss, s)[0] for loss in (ours, theirs)]
print("equal to PyTorch's:", torch.allclose(ours, theirs))
print("gradients as well: ", torch.allclose(*gradients))
