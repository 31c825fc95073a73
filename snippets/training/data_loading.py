import numpy as np
from PIL import Image

from mlnotes.training.data_loading import collate

grey = Image.new("L", (4, 3), 51)  # width 4, height 3
colour = Image.new("RGB", (4, 3), (255, 102, 0))
palette = colour.quantize(2)
clear = Image.new("RGBA", (4, 3), (255, 102, 0, 128))  # half transparent
pictures = [grey, colour, palette, clear]
X, y = collate([(picture, label) for label, picture in enumerate(pictures)])
print("batch:", X.shape, X.dtype, y, y.dtype)
for picture, pixels in zip(pictures, X, strict=True):
    print(f"{picture.mode}: {pixels[:, 0, 0].round(2)}")

for bad in (
    [(grey, 0), (colour, 1), (Image.new("L", (5, 3)), 2)],
    [(Image.fromarray(np.full((3, 4), 1000, np.uint16)), 0)],
    [(grey, 1.0)],
    [],
):
    try:
        collate(bad)
    except ValueError as error:
        print("-", error)
