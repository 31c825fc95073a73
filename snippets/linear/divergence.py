import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy_one_hot
from mlnotes.linear.divergence import entropy, kl_divergence

p = np.array([0.5, 0.4, 0.1])
q = np.array([0.1, 0.2, 0.7])
print(f"entropy of P:  {entropy(p):.4f}")
print(f"D(P||Q):       {kl_divergence(p, q):.4f}")
print(f"D(Q||P):       {kl_divergence(q, p):.4f}")
print(f"cross entropy: {cross_entropy_one_hot(q[None], p[None]):.4f}")
print(f"H(P) + D(P||Q) {entropy(p) + kl_divergence(p, q):.4f}")
