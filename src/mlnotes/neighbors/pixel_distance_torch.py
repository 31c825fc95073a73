"""Three changes of a picture in PyTorch, on any device."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:check_image]
def _check_image(image: torch.Tensor) -> None:
    """Refuse what is no grey picture with values in [0, 1]; NaN is outside."""
    if image.ndim != 2 or not image.is_floating_point():
        raise ValueError(
            "expected a float image of shape (height, width), "
            f"got {image.dtype} of shape {tuple(image.shape)}"
        )
    if not ((image >= 0) & (image <= 1)).all():
        raise ValueError("expected an image with values in [0, 1], got others")


# --8<-- [end:check_image]


# --8<-- [start:shift]
def shift(image: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Move the picture down and to the right; the edge that is left fills the gap.

    Parameters
    ----------
    image : image tensor, shape (height, width)
        Grey values in [0, 1], on any device.
    down : int in [0, height]
        Pixels to move down.
    right : int in [0, width]
        Pixels to move to the right.

    Returns
    -------
    shifted : image tensor, shape (height, width)
        A new picture.

    Raises
    ------
    ValueError
        If ``image`` is no grey picture in [0, 1], or a move is out of its range.
    """
    _check_image(image)
    height, width = image.shape
    if not (0 <= down <= height and 0 <= right <= width):
        raise ValueError(
            f"expected moves from 0 to {height} and {width}, got {down} and {right}"
        )
    rows = (torch.arange(height, device=image.device) - down).clamp(min=0)
    columns = (torch.arange(width, device=image.device) - right).clamp(min=0)
    return image[rows][:, columns]


# --8<-- [end:shift]


# --8<-- [start:darken]
def darken(image: torch.Tensor, amount: float) -> torch.Tensor:
    """Darken the whole picture A to (1 − amount) A.

    The result lies amount · ‖A‖₂ from A.

    Parameters
    ----------
    image : image tensor, shape (height, width)
        Grey values in [0, 1], on any device.
    amount : float in [0, 1]
        0 changes nothing, 1 gives black.

    Returns
    -------
    dark : image tensor, shape (height, width)
        A new picture.

    Raises
    ------
    ValueError
        If ``image`` is no grey picture in [0, 1], or ``amount`` is out of its range.
    """
    _check_image(image)
    if not 0 <= amount <= 1:
        raise ValueError(f"expected amount in [0, 1], got {amount}")
    return image * float(1 - amount)


# --8<-- [end:darken]


# --8<-- [start:occlude]
def occlude(
    image: torch.Tensor, rows: int, columns: int, amount: float
) -> torch.Tensor:
    """Lay a dark patch P of rows × columns pixels over the middle of the picture A.

    The patch becomes (1 − amount) A_P, so the result lies amount · ‖A_P‖₂ from A.

    Parameters
    ----------
    image : image tensor, shape (height, width)
        Grey values in [0, 1], on any device.
    rows : int in [1, height]
        Height of the patch.
    columns : int in [1, width]
        Width of the patch.
    amount : float in [0, 1]
        0 is a clear patch, 1 an opaque black one.

    Returns
    -------
    occluded : image tensor, shape (height, width)
        A new picture.

    Raises
    ------
    ValueError
        If ``image`` is no grey picture in [0, 1], or a number is out of its range.
    """
    _check_image(image)
    height, width = image.shape
    if not (1 <= rows <= height and 1 <= columns <= width):
        raise ValueError(
            f"expected a patch of at most {height} × {width}, got {rows} × {columns}"
        )
    top, left = (height - rows) // 2, (width - columns) // 2
    patch = slice(top, top + rows), slice(left, left + columns)
    occluded = image.clone()
    occluded[patch] = darken(image[patch], amount)
    return occluded


# --8<-- [end:occlude]
