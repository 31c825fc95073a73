import numpy as np
import torch

from mlnotes.sequences.gradient_flow import clip_by_value
from mlnotes.training.training_loop import clip_by_norm

g = np.array([30.0, 0.4])
for name, clipped in (
    ("by norm ", clip_by_norm(g, 1.0)),
    ("by value", clip_by_value(g, 1.0)),
):
    cosine = g @ clipped / np.linalg.norm(g) / np.linalg.norm(clipped)
    print(name, clipped.round(3), f"cosine with the gradient {cosine:.2f}")

theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
theta.grad = torch.tensor(g)
norm = torch.nn.utils.clip_grad_norm_(theta, 1.0)
same = np.allclose(theta.grad, clip_by_norm(g, 1.0), rtol=1e-5)
print(f"PyTorch: norm {norm:.1f} before, same result: {same}")
