import torch
from torch.nn import functional

from mlnotes.convolution.receptive_field_torch import effective_field

print([round(g, 2) for g in effective_field(torch.full((3,), 1 / 3), 3).tolist()])

# Random weights and ReLU: ten layers of 8 channels, twenty networks.
generator = torch.Generator().manual_seed(0)
energy = torch.zeros(21, 21)
for _ in range(20):
    X = torch.randn(1, 1, 21, 21, generator=generator).requires_grad_()
    A = X
    for _layer in range(10):
        channels = A.shape[1]
        W = torch.randn(8, channels, 3, 3, generator=generator)
        A = torch.relu(functional.conv2d(A, W * (2 / (9 * channels)) ** 0.5))
    (gradient,) = torch.autograd.grad(A.sum(), X)
    energy += gradient[0, 0] ** 2
inner = energy[5:16, 5:16].sum() / energy.sum()
print("middle 11 × 11 of 21 × 21: share", round(121 / 441, 2))
print("0.9 of the squared gradient there:", bool(inner > 0.9))
