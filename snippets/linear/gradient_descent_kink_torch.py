import torch

from mlnotes.linear.gradient_descent_torch import subgradient_descent


def subgradient(theta):
    theta = theta.detach().requires_grad_()
    return torch.autograd.grad(torch.abs(theta).sum(), theta)[0]


device = "cuda" if torch.cuda.is_available() else "cpu"
kink = torch.tensor([0.0, 1.0], dtype=torch.float64, device=device)
print("autograd at 0 and at 1:", subgradient(kink).tolist())
start = torch.tensor([1.05], dtype=torch.float64, device=device)
for steps in (100, 2000):
    path = subgradient_descent(subgradient, start, 0.1, steps)
    print(f"last 10 of {steps} steps: at most {path[-10:].abs().max():.4f} away")
