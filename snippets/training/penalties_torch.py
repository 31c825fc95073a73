import torch

from mlnotes.training.penalties_torch import l1_penalty, l2_penalty

W = torch.tensor([[3.0, -0.1], [0.0, 1.0]], dtype=torch.float64, requires_grad=True)
for name, penalty in (("L2", l2_penalty(W, 0.5)), ("L1", l1_penalty(W, 0.5))):
    (gradient,) = torch.autograd.grad(penalty, W)
    print(f"{name} penalty: {penalty.item():.4f}")
    print("its gradient:", gradient.tolist())
