import numpy as np

from mlnotes.training.dropout import dropout, dropout_mask

rng = np.random.default_rng(0)
H, w = np.abs(rng.normal(size=(5000, 100))), np.full(100, 0.01)
print(f"all units active: {(H @ w).mean():.1f}")
for p in (0.25, 0.5, 0.8):
    M = dropout_mask(H, p, rng)
    scaled = (dropout(H, M) @ w).mean()
    unscaled = (dropout(H, (M > 0) * 1.0) @ w).mean()
    ratio = (H @ w).mean() / unscaled
    print(f"p = {p}: scaled {scaled:.1f}, not scaled {unscaled:.2f}")
    print(f"  ratio {ratio:.1f}, 1/(1-p) = {1 / (1 - p):.1f}")
