import numpy as np

from mlnotes.attention.dot_product import dot_product_attention
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention

rng = np.random.default_rng(0)
Q, K = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 7, 4))
V = rng.normal(size=(2, 7, 5))
Y = scaled_dot_product_attention(Q, K, V, None)
print("shape:", Y.shape)
same = np.allclose(Y, dot_product_attention(Q / 2, K, V, None))  # √4 = 2
print("without the scale, on queries half as long:", same)
