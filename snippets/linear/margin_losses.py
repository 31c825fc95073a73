import numpy as np

from mlnotes.linear import margin_losses

s = np.array([-2.0, 0.0, 0.5, 1.0, 3.0])
y = np.ones(5)
print("margin", margin_losses.margin(s, y))
for name in ("zero_one_loss", "log_loss", "exponential_loss", "hinge_loss"):
    loss = getattr(margin_losses, name)(s, y)
    print(name, loss.round(3), f"mean {loss.mean():.3f}")
