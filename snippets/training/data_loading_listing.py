import torch
from PIL import Image
from torch.utils.data import default_collate

from mlnotes.training.data_loading_torch import collate

label = 2**24 + 1
print("through float32:", torch.cat([torch.Tensor([label])]).long().item())
print("collate:        ", collate([(Image.new("L", (2, 2)), label)])[1].item())

small, large = Image.new("L", (4, 3)), Image.new("L", (5, 3))
for name, attempt in {
    "stack": lambda: torch.stack([torch.zeros(1, 3, 4), torch.zeros(1, 3, 5)]),
    "collate": lambda: collate([(small, 0), (large, 1)]),
    "default_collate": lambda: default_collate([(small, 0), (small, 1)]),
}.items():
    try:
        attempt()
    except (RuntimeError, ValueError, TypeError) as error:
        print(f"{name}: {error}")
