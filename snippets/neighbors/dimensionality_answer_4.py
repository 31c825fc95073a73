import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.dimensionality import relative_contrast

pixels, _ = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
shuffled = rng.permuted(pixels, axis=0)  # each pixel on its own: same values
for name, data in (("digits", pixels), ("pixels shuffled", shuffled)):
    contrast = np.median(relative_contrast(data[:100], data[100:]))
    print(f"{name}: {contrast:.1f}")
