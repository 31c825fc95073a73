import numpy as np

from mlnotes.attention.cached_decoding import append_and_attend
from mlnotes.attention.masks import causal_mask
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention

rng = np.random.default_rng(0)
Q, K, V = rng.normal(size=(3, 5, 4))
Y = scaled_dot_product_attention(Q, K, V, causal_mask(5))
K_cache, V_cache = np.empty((0, 4)), np.empty((0, 4))
for i in range(5):
    y, K_cache, V_cache = append_and_attend(Q[i], K[i], V[i], K_cache, V_cache)
    print(f"place {i}: {len(K_cache)} keys, as all at once:", np.allclose(y, Y[i]))
