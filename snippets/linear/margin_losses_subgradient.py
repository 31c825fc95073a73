import numpy as np
import torch

from mlnotes.linear.margin_losses import hinge_loss_backward

one = np.ones(1)
print("hinge_loss_backward:", hinge_loss_backward(one, one, one) + 0)

hinges = {
    "relu(1 - m)": lambda m: torch.relu(1 - m),
    "clamp(1 - m, min=0)": lambda m: torch.clamp(1 - m, min=0),
    "maximum(1 - m, 0)": lambda m: torch.maximum(1 - m, torch.zeros(1)),
}
for name, hinge in hinges.items():
    m = torch.ones(1, requires_grad=True)
    hinge(m).backward()
    print(f"{name}:", m.grad.item() + 0)  # + 0: no minus zero
