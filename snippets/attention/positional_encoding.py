import numpy as np

from mlnotes.attention.positional_encoding import sinusoidal_encoding, wavelengths

P = sinusoidal_encoding(5, 6)
print(P.round(3))
print("wavelengths:", wavelengths(6).round(1))
print("squared lengths:", (P**2).sum(axis=1).round(12))
longest = [wavelengths(d)[-1] / (2 * np.pi) for d in (6, 64, 512)]
print("longest, in units of 2π:", np.round(longest))
