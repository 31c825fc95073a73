import numpy as np

from mlnotes.linear.divergence import kl_divergence

p = np.array([0.5, 0.0, 0.5])
q = np.array([0.4, 0.2, 0.4])
print("D(P||Q):", kl_divergence(p, q).round(4))
print("D(Q||P):", kl_divergence(q, p))
