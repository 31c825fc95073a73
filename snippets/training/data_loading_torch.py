import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

from mlnotes.training.data_loading_torch import collate


class Digits(Dataset):
    """Pictures of mode L with their labels, as if each were read from a file."""

    def __init__(self):
        digits = load_digits()
        self.pixels = (digits.images[:103] / 16 * 255).astype("uint8")
        self.labels = digits.target[:103]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return Image.fromarray(self.pixels[index]), int(self.labels[index])


for drop_last in (False, True):
    generator = torch.Generator().manual_seed(0)
    loader = DataLoader(
        Digits(),
        batch_size=32,
        shuffle=True,
        collate_fn=collate,
        drop_last=drop_last,
        generator=generator,
    )
    epochs = [[y for _, y in loader] for _ in range(2)]
    print(f"drop_last={drop_last}: batches of", [len(y) for y in epochs[0]])
    print("  same order in both epochs:", torch.equal(epochs[0][0], epochs[1][0]))
X, y = next(iter(loader))
print("one batch:", tuple(X.shape), X.dtype, tuple(y.shape), y.dtype)
