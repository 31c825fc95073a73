"""Move pictures, and measure whether a layer's output moves with them."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_move]
def _check_move(X: np.ndarray, down: int, right: int) -> None:
    """Refuse anything but pictures and a move of at most their sides."""
    if X.ndim != 4 or not (0 <= down <= X.shape[2] and 0 <= right <= X.shape[3]):
        raise ValueError(
            "expected X of shape (n, channels, height, width), down in [0, height] "
            f"and right in [0, width], got {X.shape}, {down} and {right}"
        )


# --8<-- [end:check_move]


# --8<-- [start:translate]
def translate(X: np.ndarray, down: int, right: int) -> np.ndarray:
    """Move pictures down and to the right; what comes in at the border is zero.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures or feature maps.
    down : int in [0, height]
        Pixels to move down.
    right : int in [0, width]
        Pixels to move to the right.

    Returns
    -------
    moved : float array, shape (n, channels, height, width)
        A new array, x_ij at row i + down and column j + right.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or a move is negative or beyond the picture.
    """
    _check_move(X, down, right)
    height, width = X.shape[2:]
    moved = np.zeros_like(X)
    moved[:, :, down:, right:] = X[:, :, : height - down, : width - right]
    return moved


# --8<-- [end:translate]


# --8<-- [start:roll]
def roll(X: np.ndarray, down: int, right: int) -> np.ndarray:
    """Move pictures down and to the right; what leaves comes in on the other side.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures or feature maps.
    down : int in [0, height]
        Pixels to move down.
    right : int in [0, width]
        Pixels to move to the right.

    Returns
    -------
    moved : float array, shape (n, channels, height, width)
        A new array, x_ij at row (i + down) mod height, column (j + right) mod width.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or a move is negative or beyond the picture.
    """
    _check_move(X, down, right)
    return np.roll(X, (down, right), axis=(2, 3))


# --8<-- [end:roll]


# --8<-- [start:pad_cyclic]
def pad_cyclic(X: np.ndarray, padding: int) -> np.ndarray:
    """Continue pictures beyond each border with what stands at the opposite one.

    A convolution of the padded picture treats it as a torus, without a border.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures or feature maps.
    padding : int in [0, height]
        Rows and columns P to add on every side, at most the shorter side.

    Returns
    -------
    padded : float array, shape (n, channels, height + 2*padding, width + 2*padding)
        A new array, x_(i mod height)(j mod width) at row P + i and column P + j.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or P is negative or larger than a side.
    """
    if X.ndim != 4 or not 0 <= padding <= min(X.shape[2:]):
        raise ValueError(
            "expected X of shape (n, channels, height, width) and padding from 0 to "
            f"the shorter side, got {X.shape} and {padding}"
        )
    around = (padding, padding)
    return np.pad(X, ((0, 0), (0, 0), around, around), mode="wrap")


# --8<-- [end:pad_cyclic]


# --8<-- [start:relative_difference]
def relative_difference(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Mean absolute difference in units of the mean size: Σ|a_i − b_i| / Σ|b_i|.

    Parameters
    ----------
    A : float array, shape (...)
        What was measured.
    B : float array, shape (...)
        What it is compared with.

    Returns
    -------
    difference : float array, shape ()
        0 if the arrays are equal, 1 if ``A`` is zero.

    Raises
    ------
    ValueError
        If the shapes differ, or nothing in ``B`` differs from zero.
    """
    if A.shape != B.shape:
        raise ValueError(f"expected A and B of one shape, got {A.shape} and {B.shape}")
    if not np.any(B):
        raise ValueError("expected B with a value other than zero, got none")
    return np.abs(A - B).mean() / np.abs(B).mean()


# --8<-- [end:relative_difference]
