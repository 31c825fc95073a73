import numpy as np
import torch
from sklearn.datasets import load_sample_image

from mlnotes.training import augmentation as by_hand
from mlnotes.training import augmentation_torch as with_torch

photo = load_sample_image("flower.jpg").transpose(2, 0, 1)[np.newaxis]
X = torch.tensor(photo)
print("photograph:", tuple(X.shape), X.dtype)
for name, arguments in {
    "flip": (),
    "crop": (100, 200, 240, 320),
    "resize": (107, 160),
    "color_jitter": (1.5, 0.8, 1.4),
}.items():
    expected = getattr(by_hand, name)(photo, *arguments)
    X_new = getattr(with_torch, name)(X, *arguments)
    apart = np.abs(X_new.numpy().astype(int) - expected).max()
    print(f"{name}: {tuple(X_new.shape)}, as NumPy: {apart <= 1}")

generator = torch.Generator().manual_seed(0)
batch = X.expand(8, -1, -1, -1)  # eight times the same photograph
crops = with_torch.random_crop(batch, 224, 224, generator)
print("random crops:", tuple(crops.shape), "different:", len(crops.unique(dim=0)))
