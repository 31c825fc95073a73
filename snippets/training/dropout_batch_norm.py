import numpy as np

from mlnotes.training.dropout import dropout, dropout_mask

rng = np.random.default_rng(0)
H = np.maximum(rng.normal(size=(1_000_000, 1)), 0)
for p in (0.2, 0.5):
    training = dropout(H, dropout_mask(H, p, rng)).var()
    formula = H.var() + p / (1 - p) * (H**2).mean()
    print(f"p = {p}: training {training:.2f}, formula {formula:.2f}")
    print(f"  test {H.var():.2f}, ratio {H.var() / training:.1f}")
