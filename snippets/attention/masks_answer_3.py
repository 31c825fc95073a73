import numpy as np

from mlnotes.attention.masks import causal_mask

for t in (4, 512):
    print(t, causal_mask(t).sum(), f"{causal_mask(t).mean():.3f}")
i, j = np.indices((7, 7))
window = causal_mask(7) & (i - j < 3)
print("pairs in a window of 3:", window.sum())
