from mlnotes.attention.positional_encoding import shift_matrix, sinusoidal_encoding

P = sinusoidal_encoding(100, 32)
p, q = 70, 64
by_rotation = P[0] @ shift_matrix(q - p, 32) @ P[0]
print((P[p] @ P[q]).round(6), by_rotation.round(6))
