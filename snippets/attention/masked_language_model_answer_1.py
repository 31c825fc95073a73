import numpy as np

from mlnotes.attention.masked_language_model import mask_tokens

c, mask_id = 50, 0
rng = np.random.default_rng(0)
X = rng.integers(1, c, (2000, 200))  # words, equally frequent
for random in (0.1, 0.0):
    everywhere = np.ones_like(X, dtype=bool)
    seen, chosen = mask_tokens(X, everywhere, mask_id, c, rng, random=random)
    word = chosen & (seen != mask_id)
    print(f"random {random}: {np.mean(seen[word] == X[word]):.2f} are right")
