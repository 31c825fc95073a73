import numpy as np
import torch

from mlnotes.training.training_loop import clip_by_norm

g = np.array([3.0, 4.0, 0.0])
print("norm 5, at most 10:", clip_by_norm(g, 10.0))
print("norm 5, at most 1: ", clip_by_norm(g, 1.0))
print("each value at most 3:", g.clip(-3, 3))

parameter = torch.zeros(3, requires_grad=True)
parameter.grad = torch.tensor(g, dtype=torch.float32)
norm = torch.nn.utils.clip_grad_norm_([parameter], 1.0)
print("PyTorch:", norm.item(), np.asarray(parameter.grad).round(3))

cosine = g.clip(-3, 3) @ g / np.linalg.norm(g.clip(-3, 3)) / np.linalg.norm(g)
print("angle after clipping each value:", np.degrees(np.arccos(cosine)).round(1))
