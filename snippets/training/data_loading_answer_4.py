from PIL import Image

from mlnotes.training.data_loading import collate


def collate_padded(samples):
    """Put each picture into the upper left corner of a white one, large enough."""
    width = max(picture.width for picture, _ in samples)
    height = max(picture.height for picture, _ in samples)
    padded = []
    for picture, label in samples:
        canvas = Image.new("RGBA", (width, height), "white")
        canvas.paste(picture.convert("RGBA"), (0, 0))
        padded.append((canvas, label))
    return collate(padded)


X, y = collate_padded([(Image.new("L", (5, 3)), 0), (Image.new("RGB", (2, 7)), 1)])
print(X.shape, y)
print("share of white added:", X.mean(axis=(1, 2, 3)).round(2))
