import torch
import torch.nn.functional as F

from mlnotes.linear.cross_entropy_torch import (
    cross_entropy,
    cross_entropy_labels,
    cross_entropy_one_hot,
)

device = "cuda" if torch.cuda.is_available() else "cpu"
s = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0]], device=device)
y = torch.tensor([0, 2], device=device)
p, T = torch.softmax(s, dim=1), F.one_hot(y, 3).to(s.dtype)
print(f"double sum over targets: {cross_entropy_one_hot(p, T).item():.4f}")
print(f"from labels:             {cross_entropy_labels(p, y).item():.4f}")
print(f"from scores:             {cross_entropy(s, y).item():.4f}")
