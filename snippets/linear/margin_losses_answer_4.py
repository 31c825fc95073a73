import numpy as np

from mlnotes.linear import margin_losses

s = np.append(np.full(99, 0.5), -20.0)  # 99 right samples, one wrong label
y, dl = np.ones(100), np.full(100, 1 / 100)
for name in ("log_loss", "exponential_loss", "hinge_loss"):
    pull = np.abs(getattr(margin_losses, f"{name}_backward")(dl, s, y))
    print(f"{name}: the outlier has {pull[-1] / pull.sum():.2f} of the gradient")
