import torch
import torch.nn.functional as F

from mlnotes.linear.divergence_torch import kl_divergence

p = torch.tensor([[0.5, 0.4, 0.1]])
q = torch.tensor([[0.1, 0.2, 0.7]])
right = F.kl_div(q.log(), p, reduction="batchmean").item()
swapped = F.kl_div(p.log(), q, reduction="batchmean").item()
no_log = F.kl_div(q, p, reduction="batchmean").item()
print(f"D(P||Q) = {kl_divergence(p, q).item():.4f}")
print(f"F.kl_div(log q, p) = {right:.4f}")
print(f"F.kl_div(log p, q) = {swapped:.4f}, which is D(Q||P)")
print(f"F.kl_div(q, p) = {no_log:.4f}, which is nothing")
