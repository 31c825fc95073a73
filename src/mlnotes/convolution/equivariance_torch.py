"""Move pictures in PyTorch, and measure whether a layer's output moves with them."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]


# --8<-- [start:check_move]
def _check_move(X: torch.Tensor, down: int, right: int) -> None:
    """Refuse anything but pictures and a move of at most their sides."""
    if X.ndim != 4 or not (0 <= down <= X.shape[2] and 0 <= right <= X.shape[3]):
        raise ValueError(
            "expected X of shape (n, channels, height, width), down in [0, height] "
            f"and right in [0, width], got {tuple(X.shape)}, {down} and {right}"
        )


# --8<-- [end:check_move]


# --8<-- [start:translate]
def translate(X: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Move pictures down and to the right; what comes in at the border is zero.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures or feature maps, on any device.
    down : int in [0, height]
        Pixels to move down.
    right : int in [0, width]
        Pixels to move to the right.

    Returns
    -------
    moved : float tensor, shape (n, channels, height, width)
        A new tensor, x_ij at row i + down and column j + right.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or a move is negative or beyond the picture.
    """
    _check_move(X, down, right)
    height, width = X.shape[2:]
    return F.pad(X[:, :, : height - down, : width - right], (right, 0, down, 0))


# --8<-- [end:translate]


# --8<-- [start:roll]
def roll(X: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Move pictures down and to the right; what leaves comes in on the other side.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures or feature maps, on any device.
    down : int in [0, height]
        Pixels to move down.
    right : int in [0, width]
        Pixels to move to the right.

    Returns
    -------
    moved : float tensor, shape (n, channels, height, width)
        A new tensor, x_ij at row (i + down) mod height, column (j + right) mod width.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or a move is negative or beyond the picture.
    """
    _check_move(X, down, right)
    return torch.roll(X, (down, right), dims=(2, 3))


# --8<-- [end:roll]


# --8<-- [start:pad_cyclic]
def pad_cyclic(X: torch.Tensor, padding: int) -> torch.Tensor:
    """Continue pictures beyond each border with what stands at the opposite one.

    ``torch.nn.Conv2d`` does the same with ``padding_mode="circular"``.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures or feature maps, on any device.
    padding : int in [0, height]
        Rows and columns P to add on every side, at most the shorter side.

    Returns
    -------
    padded : float tensor, shape (n, channels, height + 2*padding, width + 2*padding)
        A new tensor, x_(i mod height)(j mod width) at row P + i and column P + j.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or P is negative or larger than a side.
    """
    if X.ndim != 4 or not 0 <= padding <= min(X.shape[2:]):
        raise ValueError(
            "expected X of shape (n, channels, height, width) and padding from 0 to "
            f"the shorter side, got {tuple(X.shape)} and {padding}"
        )
    return F.pad(X, (padding,) * 4, mode="circular")


# --8<-- [end:pad_cyclic]


# --8<-- [start:relative_difference]
def relative_difference(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference in units of the mean size: Σ|a_i − b_i| / Σ|b_i|.

    Parameters
    ----------
    A : float tensor, shape (...)
        What was measured, on any device.
    B : float tensor, shape (...)
        What it is compared with, on the same device.

    Returns
    -------
    difference : float tensor, shape ()
        0 if the tensors are equal, 1 if ``A`` is zero.

    Raises
    ------
    ValueError
        If the shapes differ, or nothing in ``B`` differs from zero.
    """
    if A.shape != B.shape:
        raise ValueError(
            f"expected A and B of one shape, got {tuple(A.shape)} and {tuple(B.shape)}"
        )
    if not B.any():
        raise ValueError("expected B with a value other than zero, got none")
    return (A - B).abs().mean() / B.abs().mean()


# --8<-- [end:relative_difference]
