import numpy as np

from mlnotes.training.augmentation import color_jitter

rng = np.random.default_rng(0)
for name, low, high in (("middle grey", 0.4, 0.6), ("black to white", 0.0, 1.0)):
    X = rng.uniform(low, high, (1, 3, 8, 8))
    at_once = color_jitter(X, 1.2, 1.4, 1.3)
    contrast_first = color_jitter(color_jitter(X, 1, 1.4, 1), 1.2, 1, 1.3)
    print(f"{name}: same in both orders:", np.allclose(at_once, contrast_first))
