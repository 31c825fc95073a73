import numpy as np

from mlnotes.training.sgd_problems import positive_definite_share

rng = np.random.default_rng(0)
for d in (1, 2, 3, 4, 10):
    share = positive_definite_share(d, 50_000, rng)
    print(f"d = {d}: all eigenvalues positive in {share:.1%}")
