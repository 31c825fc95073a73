import numpy as np

from mlnotes.attention.positional_encoding import shift_matrix, sinusoidal_encoding

P = sinusoidal_encoding(1000, 64)
places = np.arange(200, 800)
for k in (-200, -1, 0, 3, 150):
    M = shift_matrix(k, 64)
    print(k, np.allclose(P[places] @ M.T, P[places + k]))
print(
    "M_3 M_4 = M_7:",
    np.allclose(shift_matrix(3, 64) @ shift_matrix(4, 64), shift_matrix(7, 64)),
)
print("transposed = back:", np.allclose(shift_matrix(3, 64).T, shift_matrix(-3, 64)))
print(shift_matrix(1, 4).round(3))
