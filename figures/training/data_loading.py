"""Figures of docs/training/data-loading.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image
from sklearn.datasets import load_sample_image

from mlnotes.training.data_loading import collate


def _pictures() -> dict[str, Image.Image]:
    """Return one flower of 48 × 48 pixels in four modes."""
    pixels = load_sample_image("flower.jpg")[60:340, 170:450]
    colour = Image.fromarray(pixels).resize((48, 48), Image.Resampling.BOX)
    centre = np.arange(48) - 23.5
    distance = np.hypot(centre[:, np.newaxis], centre)
    clear = colour.copy()
    alpha = np.clip((26 - distance) / 8, 0, 1) * 255
    clear.putalpha(Image.fromarray(np.rint(alpha).astype(np.uint8)))
    return {
        "L": colour.convert("L"),
        "RGB": colour,
        "P": colour.quantize(8),
        "RGBA": clear,
    }


def _show(axes: Axes, pixels: np.ndarray) -> None:
    """Draw bytes as a picture: grey, colours, or colours over a checkerboard."""
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        rows, columns = np.indices((48, 48)) // 6
        squares = np.where((rows + columns) % 2, 235, 175)[..., np.newaxis]
        alpha = pixels[..., 3:] / 255
        pixels = alpha * pixels[..., :3] + (1 - alpha) * squares
        pixels = np.rint(pixels).astype(np.uint8)
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="none")
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)


def four_modes() -> Figure:
    """Draw pictures of four modes, and the three channels of each in the batch."""
    pictures = _pictures()
    X, _ = collate([(picture, 0) for picture in pictures.values()])
    figure, panels = plt.subplots(4, 4, figsize=(5, 5.3))
    for column, (mode, picture) in enumerate(pictures.items()):
        kind = "RGB" if mode == "P" else mode
        _show(panels[0, column], np.asarray(picture.convert(kind)))
        panels[0, column].set_title(mode)
        for row in range(3):
            _show(panels[row + 1, column], np.rint(X[column, row] * 255))
    for axes, name in zip(
        panels[:, 0], ("picture", "red", "green", "blue"), strict=True
    ):
        axes.set_ylabel(name)
    return figure


def transparency() -> Figure:
    """Draw a picture with soft edges: alpha dropped, alpha, and over white."""
    picture = _pictures()["RGBA"]
    X, _ = collate([(picture, 0)])
    pixels = {
        'convert("RGB")': np.asarray(picture.convert("RGB")),
        "alpha": np.asarray(picture)[..., 3],
        "over white": np.rint(X[0].transpose(1, 2, 0) * 255).astype(np.uint8),
    }
    figure, panels = plt.subplots(1, 3, figsize=(5, 2.1))
    for axes, (name, shown) in zip(panels, pixels.items(), strict=True):
        _show(axes, shown)
        axes.set_title(name)
    return figure
