"""Data loading by hand: pictures of several kinds become one batch."""

# --8<-- [start:imports]
import operator
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

# --8<-- [end:imports]


# --8<-- [start:over_white]
def over_white(X: np.ndarray) -> np.ndarray:
    """Lay transparent pictures over white: colour′ = α · colour + (1 − α) · 1.

    Parameters
    ----------
    X : image array, shape (n, 4, height, width)
        Red, green, blue and α, each from 0 to 1; α = 0 is transparent.

    Returns
    -------
    X_new : image array, shape (n, 3, height, width)
        Red, green and blue with the dtype of ``X``.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes and four channels of floats.

    References
    ----------
    Porter and Duff (1984), Compositing digital images, section 4 (operator over).
    """
    if X.ndim != 4 or X.shape[1] != 4 or X.dtype.kind != "f":
        raise ValueError(
            "expected floats of shape (n, 4, height, width), "
            f"got {X.dtype} of shape {X.shape}"
        )
    colour, alpha = X[:, :3], X[:, 3:]
    return alpha * colour + (1 - alpha)


# --8<-- [end:over_white]


# --8<-- [start:read_pixels]
def _read_pixels(pictures: "list[Image.Image]") -> np.ndarray:
    """Read pictures of one size as uint8 (n, height, width, 4): R, G, B and alpha."""
    if not pictures:
        raise ValueError("expected at least one sample, got none")
    known = "1", "L", "LA", "P", "PA", "RGB", "RGBA"
    modes = [getattr(picture, "mode", type(picture).__name__) for picture in pictures]
    if others := sorted(set(modes) - set(known)):
        raise ValueError(f"expected PIL images of a mode in {known}, got {others}")
    sizes = Counter(picture.size for picture in pictures)
    if len(sizes) > 1:
        found = ", ".join(f"{k} of {w} × {h}" for (w, h), k in sizes.most_common())
        raise ValueError(f"expected pictures of one width × height, got {found}")
    return np.stack([np.asarray(picture.convert("RGBA")) for picture in pictures])


# --8<-- [end:read_pixels]


# --8<-- [start:read_labels]
def _read_labels(labels: list[int]) -> list[int]:
    """Read labels as Python integers; 3.0 and "3" are none."""
    try:
        return [operator.index(label) for label in labels]
    except TypeError as error:
        raise ValueError(f"expected integers as labels, got {labels}") from error


# --8<-- [end:read_labels]


# --8<-- [start:collate]
def collate(samples: "list[tuple[Image.Image, int]]") -> tuple[np.ndarray, np.ndarray]:
    """Make one batch of pictures and labels.

    Grey pictures get three equal channels, palettes are looked up, transparent
    pixels are laid over white. A rotation that Exif data ask for is not done.

    Parameters
    ----------
    samples : list of (PIL.Image.Image, int), length n
        Pictures of one size, of mode 1, L, LA, P, PA, RGB or RGBA, and their labels.

    Returns
    -------
    X : float array, shape (n, channels, height, width)
        float32 in [0, 1]; three channels: red, green, blue.
    y : int array in [0, c), shape (n,)
        Labels, int64.

    Raises
    ------
    ValueError
        If there is no sample, a picture of another mode (I;16, CMYK), more than one
        size, or a label that is no integer.
    """
    pixels = _read_pixels([picture for picture, _ in samples])
    y = np.array(_read_labels([label for _, label in samples]), dtype=np.int64)
    X = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), dtype=np.float32) / 255
    return over_white(X), y


# --8<-- [end:collate]
