import numpy as np
import torch

from mlnotes.training.adaptive_rates import rmsprop_step

print("first RMSprop step / α, with ρ = 0 and ε = 1e-8")
for g in (1.0, 1e-6, 1e-9):
    dtheta, zero = np.array([g]), np.zeros(1)
    outside = -rmsprop_step(zero, dtheta, zero, 1.0, rho=0.0, eps=1e-8)[0].item()
    inside = g / np.sqrt(g**2 + 1e-8)
    theta = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    theta.grad = torch.tensor(dtheta)
    torch.optim.RMSprop([theta], lr=1.0, alpha=0.0, eps=1e-8).step()
    print(f"g = {g:.0e}: ours {outside:.4f}  PyTorch {-theta.item():.4f}", end="  ")
    print(f"ε under the root {inside:.4f}")
