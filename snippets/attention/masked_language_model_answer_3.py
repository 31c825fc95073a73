import numpy as np

from mlnotes.attention.masked_language_model import mask_tokens

rng = np.random.default_rng(0)
X = rng.integers(5, 50, (500, 100))
everywhere = np.ones_like(X, dtype=bool)
masks = [mask_tokens(X, everywhere, 4, 50, rng)[1] for _ in range(40)]
for e in (1, 10, 40):
    dynamic = np.any(masks[:e], axis=0).mean()
    static = np.any([masks[i % 10] for i in range(e)], axis=0).mean()
    print(f"{e:2} passes: dynamic {dynamic:.2f}, ten static copies {static:.2f}")
