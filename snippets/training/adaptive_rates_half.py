import numpy as np
import torch

from mlnotes.training.adaptive_rates import adam_step

for dtype in (np.float32, np.float16):
    zero = np.zeros(1, dtype)  # a gradient of exactly 0, such as that of a dead unit
    with np.errstate(invalid="ignore"):
        theta = adam_step(zero, zero, zero, zero, t=1, learning_rate=0.001)[0]
    theta_torch = torch.tensor(zero, requires_grad=True)
    theta_torch.grad = torch.zeros_like(theta_torch)
    torch.optim.Adam([theta_torch]).step()
    print(f"{dtype.__name__}: ε is {dtype(1e-8):.0e}, ours {theta[0]}", end=", ")
    print(f"torch.optim {theta_torch.item()}")
