import numpy as np
from sklearn.datasets import load_sample_image

from mlnotes.training.augmentation import color_jitter, crop, flip, resize

photo = load_sample_image("china.jpg")
X = photo.transpose(2, 0, 1)[np.newaxis]  # channels first, a batch of one
print("photograph:", X.shape, X.dtype)
results = {
    "flip": flip(X),
    "crop": crop(X, 100, 200, 240, 320),
    "resize": resize(X, 107, 160),
    "jitter": color_jitter(X, brightness=1.5, contrast=0.8, saturation=1.4),
}
for name, X_new in results.items():
    print(f"{name}: {X_new.shape}, {X_new.dtype}, {X_new.min()} to {X_new.max()}")

floats = X / np.float32(255)
bright = color_jitter(floats, brightness=1.5, contrast=0.8, saturation=1.4)
print(f"as {bright.dtype}: {bright.min():.0f} to {bright.max():.0f}")
print("equal up to rounding:", np.abs(bright * 255 - results["jitter"]).max() <= 0.501)
