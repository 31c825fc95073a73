"""Max and average pooling in PyTorch: its own functions, gradients by autograd."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]


# --8<-- [start:check_windows]
def _check_windows(X: torch.Tensor, size: int, stride: int) -> None:
    """Refuse windows that do not fit; PyTorch would also take three axes."""
    if X.ndim != 4 or stride < 1 or not 1 <= size <= min(X.shape[2:]):
        raise ValueError(
            "expected X of shape (n, channels, height, width), size from 1 to the "
            f"shorter side and stride >= 1, got {tuple(X.shape)}, size {size}, "
            f"stride {stride}"
        )


# --8<-- [end:check_windows]


# --8<-- [start:max_pool2d]
def max_pool2d(X: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    """Largest value of each window: a_pq = max over i, j of x_(pS+i)(qS+j).

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures or feature maps, on any device.
    size : int in [1, height]
        Side F of the square window.
    stride : int in [1, height]
        Step S from window to window.

    Returns
    -------
    A : float tensor, shape (n, channels, out_height, out_width)
        out_height = ⌊(height − F)/S⌋ + 1, out_width alike. NaN if the window has one.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, the window does not fit, or a number is < 1.
    """
    _check_windows(X, size, stride)
    return F.max_pool2d(X, size, stride)


# --8<-- [end:max_pool2d]


# --8<-- [start:avg_pool2d]
def avg_pool2d(X: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    """Mean of each window: a_pq = 1/F² · Σ_ij x_(pS+i)(qS+j).

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures or feature maps, on any device.
    size : int in [1, height]
        Side F of the square window.
    stride : int in [1, height]
        Step S from window to window.

    Returns
    -------
    A : float tensor, shape (n, channels, out_height, out_width)
        out_height = ⌊(height − F)/S⌋ + 1, out_width alike.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, the window does not fit, or a number is < 1.
    """
    _check_windows(X, size, stride)
    return F.avg_pool2d(X, size, stride)


# --8<-- [end:avg_pool2d]


# --8<-- [start:global_avg_pool2d]
def global_avg_pool2d(X: torch.Tensor) -> torch.Tensor:
    """Mean of each channel: average pooling with the whole picture as its window.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Feature maps, on any device.

    Returns
    -------
    A : float tensor, shape (n, channels)
        One number per channel, whatever the sides of the pictures.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or its pictures have no pixels.
    """
    if X.ndim != 4 or min(X.shape[2:]) == 0:
        raise ValueError(
            "expected X of shape (n, channels, height, width) with height >= 1 and "
            f"width >= 1, got {tuple(X.shape)}"
        )
    return X.mean(dim=(2, 3))


# --8<-- [end:global_avg_pool2d]
