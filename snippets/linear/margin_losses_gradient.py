import numpy as np
import torch

from mlnotes.linear import margin_losses, margin_losses_torch

rng = np.random.default_rng(0)
s, dl = rng.normal(size=7), rng.normal(size=7)
y = rng.choice([-1.0, 1.0], size=7)
for name in ("log_loss", "exponential_loss", "hinge_loss"):
    ds = getattr(margin_losses, f"{name}_backward")(dl, s, y)
    s_torch = torch.tensor(s, requires_grad=True)
    loss = getattr(margin_losses_torch, name)(s_torch, torch.tensor(y))
    loss.backward(torch.tensor(dl))
    print(name, "equal to autograd:", np.allclose(ds, s_torch.grad.numpy()))
