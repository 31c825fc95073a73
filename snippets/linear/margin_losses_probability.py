import numpy as np

from mlnotes.linear import margin_losses
from mlnotes.linear.softmax import sigmoid

p = 0.8
s = np.linspace(-4, 4, 8001)
y = np.ones_like(s)
for name in ("log_loss", "exponential_loss", "hinge_loss"):
    loss = getattr(margin_losses, name)
    expected = p * loss(s, y) + (1 - p) * loss(s, -y)
    best = s[expected.argmin()]
    print(f"{name}: best score {best:.2f}, its sigmoid {sigmoid(best):.2f}")
