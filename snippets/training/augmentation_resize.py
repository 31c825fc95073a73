import numpy as np
import torch

from mlnotes.training.augmentation import resize

X = np.array([0, 100, 20], dtype=np.uint8).reshape(1, 1, 1, 3)
for width in (6, 2):
    print(f"3 to {width} pixels:", resize(X, 1, width)[0, 0, 0])
values = torch.tensor(X).double()
size, mode = (1, 6), "bilinear"
its = torch.nn.functional.interpolate(values, size, mode=mode, align_corners=False)
print("PyTorch, unrounded:", its[0, 0, 0].numpy().round(2))
