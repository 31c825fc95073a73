"""Data loading in PyTorch: the same batch as tensors, for a ``DataLoader``."""

# --8<-- [start:imports]
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from PIL import Image

# --8<-- [end:imports]
from mlnotes.training.data_loading import _read_labels, _read_pixels


# --8<-- [start:over_white]
def over_white(X: torch.Tensor) -> torch.Tensor:
    """Lay transparent pictures over white: colour′ = α · colour + (1 − α) · 1.

    Parameters
    ----------
    X : image tensor, shape (n, 4, height, width)
        Red, green, blue and α, each from 0 to 1; on any device.

    Returns
    -------
    X_new : image tensor, shape (n, 3, height, width)
        Red, green and blue with the dtype of ``X``.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes and four channels of floats.
    """
    if X.ndim != 4 or X.shape[1] != 4 or not X.is_floating_point():
        raise ValueError(
            "expected floats of shape (n, 4, height, width), "
            f"got {X.dtype} of shape {tuple(X.shape)}"
        )
    colour, alpha = X[:, :3], X[:, 3:]
    return alpha * colour + (1 - alpha)


# --8<-- [end:over_white]


# --8<-- [start:collate]
def collate(
    samples: "list[tuple[Image.Image, int]]",
) -> tuple[torch.Tensor, torch.Tensor]:
    """Make one batch of pictures and labels, on the CPU.

    Parameters
    ----------
    samples : list of (PIL.Image.Image, int), length n
        Pictures of one size, of mode 1, L, LA, P, PA, RGB or RGBA, and their labels.

    Returns
    -------
    X : float tensor, shape (n, channels, height, width)
        float32 in [0, 1]; three channels: red, green, blue.
    y : int tensor in [0, c), shape (n,)
        Labels, int64.

    Raises
    ------
    ValueError
        If there is no sample, a picture of another mode (I;16, CMYK), more than one
        size, or a label that is no integer.
    """
    pixels = torch.from_numpy(_read_pixels([picture for picture, _ in samples]))
    y = torch.tensor(_read_labels([label for _, label in samples]), dtype=torch.int64)
    X = pixels.permute(0, 3, 1, 2).contiguous().float() / 255
    return over_white(X), y


# --8<-- [end:collate]
