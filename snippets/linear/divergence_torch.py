import torch
from torch.distributions import Categorical

from mlnotes.linear.divergence_torch import entropy, kl_divergence

device = "cuda" if torch.cuda.is_available() else "cpu"
p = torch.tensor([0.5, 0.4, 0.1], device=device)
q = torch.tensor([0.1, 0.2, 0.7], device=device)
print(f"entropy of P:  {entropy(p).item():.4f}")
print(f"D(P||Q):       {kl_divergence(p, q).item():.4f}")
print(f"D(Q||P):       {kl_divergence(q, p).item():.4f}")
its_own = torch.distributions.kl_divergence(Categorical(p), Categorical(q))
print("equal to torch.distributions:", torch.allclose(kl_divergence(p, q), its_own))
