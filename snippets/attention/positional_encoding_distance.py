import numpy as np

from mlnotes.attention.positional_encoding import sinusoidal_encoding

P = sinusoidal_encoding(200, 128)
products = P @ P.T / 64
for distance in (0, 1, 5, 11, 12, 50, 100):
    on_diagonal = np.diagonal(products, distance)
    same = np.allclose(on_diagonal, on_diagonal[0])
    print(f"distance {distance}: {on_diagonal[0]:.4f}, the same at all places: {same}")
