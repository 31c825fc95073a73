import numpy as np

from mlnotes.linear.margin_losses import hinge_loss

t = np.linspace(-5, 5, 101)
loss = hinge_loss(t, np.ones(101))
for g in (-1.2, -1.0, -0.3, 0.0, 0.2):
    below = (loss >= g * (t - 1)).all()
    print(f"slope {g}: line stays below the loss: {below}")
