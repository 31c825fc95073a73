import numpy as np

from mlnotes.linear.divergence import entropy, kl_divergence

p = np.array([0.7, 0.2, 0.1])
uniform = np.full(3, 1 / 3)
print(f"D(P||U)      = {kl_divergence(p, uniform):.6f}")
print(f"log 3 - H(P) = {np.log(3) - entropy(p):.6f}")
