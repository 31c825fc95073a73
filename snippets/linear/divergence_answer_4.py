import numpy as np

from mlnotes.linear.divergence import entropy, kl_divergence

p = np.array([0.5, 0.25, 0.125, 0.125])
uniform = np.full(4, 0.25)
print("entropy in bits:", (entropy(p) / np.log(2)).round(4))
print("code made for the uniform distribution costs extra:")
print((kl_divergence(p, uniform) / np.log(2)).round(4), "bits per symbol")
