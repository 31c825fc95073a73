from PIL import Image
from torch.utils.data import DataLoader

from mlnotes.training.data_loading_torch import collate

samples = [(Image.new("L", (2, 2)), label) for label in range(1797)]
for drop_last in (False, True):
    loader = DataLoader(samples, 64, drop_last=drop_last, collate_fn=collate)
    sizes = [len(y) for _, y in loader]
    print(f"{len(sizes)} batches, last of {sizes[-1]}, not seen: {1797 - sum(sizes)}")
