import numpy as np

from mlnotes.linear.margin_losses import hinge_loss, log_loss, zero_one_loss

m = np.array([-1.0, -0.5, 0.0])
y = np.ones(3)
print("0-1:", zero_one_loss(m, y))
print("log, base e:", log_loss(m, y).round(3))
print("log, base 2:", (log_loss(m, y) / np.log(2)).round(3))
print("hinge:", hinge_loss(m, y))
