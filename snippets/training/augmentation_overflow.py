import numpy as np

from mlnotes.training.augmentation import color_jitter

X = np.array([100, 127, 128, 200], dtype=np.uint8).reshape(1, 1, 1, 4)
print("pixels:       ", X.ravel())
print("X * 2:        ", (X * np.uint8(2)).ravel())  # modulo 256
print("color_jitter: ", color_jitter(X, 2, 1, 1).ravel())

normalised = (X / 255 - 0.5) / 0.25
try:
    color_jitter(normalised, 2, 1, 1)
except ValueError as error:
    print(error)
