import numpy as np

from mlnotes.linear.divergence import kl_divergence

p = np.array([[0.5, 0.5, 0.0], [0.5, 0.0, 0.5]])
q = np.array([[0.2, 0.7, 0.1], [0.2, 0.8, 0.0]])
print("zero in P only, zero in Q where P has mass:", kl_divergence(p, q).round(4))
print("the other way round:", kl_divergence(q, p))
