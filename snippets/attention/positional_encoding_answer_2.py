import numpy as np

from mlnotes.attention.positional_encoding import sinusoidal_encoding

for d in (2, 4, 16):
    P = sinusoidal_encoding(1000, d)
    distances = np.linalg.norm(P[1:] - P[0], axis=1)
    nearest = distances.argmin() + 1
    print(f"d = {d}: nearest to place 0 is {nearest}, at {distances.min():.5f}")
