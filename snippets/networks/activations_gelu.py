import math

import numpy as np

from mlnotes.networks.activations import gelu, gelu_backward, tanh

u = np.linspace(-8, 8, 160_001)
h, slope = gelu(u), gelu_backward(np.ones_like(u), u)
print(f"smallest value {h.min():.4f} at u = {u[h.argmin()]:.3f}")
print(f"largest slope  {slope.max():.4f} at u = {u[slope.argmax()]:.3f}")
print(f"smallest slope {slope.min():.4f} at u = {u[slope.argmin()]:.3f}")

inner = math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)
error = np.abs(u * (1 + tanh(inner)) / 2 - h)
largest = error.argmax()
print(f"tanh form off by {error[largest]:.2e} at |u| = {abs(u[largest]):.2f}")
