import numpy as np

from mlnotes.training.augmentation import color_jitter

# An orange pixel and a grey one, side by side.
X = np.array([[240, 40], [140, 40], [30, 40]], dtype=np.uint8).reshape(1, 3, 1, 2)
weights = np.array([0.299, 0.587, 0.114])
for factors in ((0.5, 1, 1), (2, 1, 1), (1, 0.5, 1), (1, 0, 1), (1, 1, 0.5), (1, 1, 0)):
    X_new = color_jitter(X, *factors)
    orange, grey = X_new[0, :, 0].T
    luminance = np.tensordot(weights, X_new[0], 1)
    print(f"{factors}: {orange} {grey}, luminance {luminance[0].round()}")
