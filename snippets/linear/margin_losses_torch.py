import torch

from mlnotes.linear import margin_losses_torch

device = "cuda" if torch.cuda.is_available() else "cpu"
s = torch.tensor([-2.0, 0.0, 0.5, 1.0, 3.0], device=device)
y = torch.ones(5, device=device)
print("margin", margin_losses_torch.margin(s, y).tolist())
for name in ("zero_one_loss", "log_loss", "exponential_loss", "hinge_loss"):
    loss = getattr(margin_losses_torch, name)(s, y)
    print(name, [round(value, 3) for value in loss.tolist()], f"mean {loss.mean():.3f}")
