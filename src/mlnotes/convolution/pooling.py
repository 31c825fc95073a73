"""Max and average pooling: one number for each window, with gradients by hand."""

# --8<-- [start:imports]
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# --8<-- [end:imports]


# --8<-- [start:windows]
def _windows(X: np.ndarray, size: int, stride: int) -> np.ndarray:
    """View all windows: (n, channels, out_height, out_width, size, size)."""
    if X.ndim != 4 or stride < 1 or not 1 <= size <= min(X.shape[2:]):
        raise ValueError(
            "expected X of shape (n, channels, height, width), size from 1 to the "
            f"shorter side and stride >= 1, got {X.shape}, size {size}, stride {stride}"
        )
    windows = sliding_window_view(X, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride]


# --8<-- [end:windows]


# --8<-- [start:check_upstream]
def _check_upstream(dA: np.ndarray, shape: tuple[int, ...]) -> None:
    """Refuse an upstream gradient that has another shape than the output."""
    if dA.shape != shape:
        raise ValueError(f"expected dA of the output's shape {shape}, got {dA.shape}")


# --8<-- [end:check_upstream]


# --8<-- [start:max_pool2d]
def max_pool2d(X: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Largest value of each window: a_pq = max over i, j of x_(pS+i)(qS+j).

    Windows overlap if stride < size and leave gaps if stride > size. Rows and
    columns at the end that do not fill a window are left out. No padding.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures or feature maps.
    size : int in [1, height]
        Side F of the square window.
    stride : int in [1, height]
        Step S from window to window.

    Returns
    -------
    A : float array, shape (n, channels, out_height, out_width)
        out_height = ⌊(height − F)/S⌋ + 1, out_width alike. NaN if the window has one.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, the window does not fit, or a number is < 1.

    References
    ----------
    Scherer, Müller and Behnke (2010), Evaluation of pooling operations.
    """
    windows = _windows(X, size, stride)
    A = windows[..., 0, 0].copy()
    for i, j in np.ndindex(size, size):
        np.maximum(A, windows[..., i, j], out=A)
    return A


# --8<-- [end:max_pool2d]


# --8<-- [start:max_pool2d_backward]
def max_pool2d_backward(
    dA: np.ndarray, X: np.ndarray, size: int, stride: int
) -> np.ndarray:
    """Gradient of max pooling: each ∂L/∂a_pq goes to the maximum of its window.

    If several values are largest, it goes to the first of them, row by row.

    Parameters
    ----------
    dA : float array, shape (n, channels, out_height, out_width)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (n, channels, height, width)
        Pictures, as in ``max_pool2d``.
    size : int in [1, height]
        Side F of the window.
    stride : int in [1, height]
        Step S.

    Returns
    -------
    dX : float array, shape (n, channels, height, width)
        ∂L/∂X; NaN for a window with NaN, which has no maximum.

    Raises
    ------
    ValueError
        As ``max_pool2d``, or if ``dA`` does not have the shape of the output.
    """
    windows = _windows(X, size, stride)
    _check_upstream(dA, windows.shape[:4])
    A = max_pool2d(X, size, stride)
    dA = np.where(np.isnan(A), np.nan, dA)
    dX, not_yet = np.zeros_like(X), np.ones(A.shape, dtype=bool)
    to_windows = sliding_window_view(dX, (size, size), axis=(2, 3), writeable=True)
    for i, j in np.ndindex(size, size):
        here = not_yet & ~(windows[..., i, j] < A)
        to_windows[:, :, ::stride, ::stride, i, j] += np.where(here, dA, 0)
        not_yet &= ~here
    return dX


# --8<-- [end:max_pool2d_backward]


# --8<-- [start:avg_pool2d]
def avg_pool2d(X: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Mean of each window: a_pq = 1/F² · Σ_ij x_(pS+i)(qS+j).

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures or feature maps.
    size : int in [1, height]
        Side F of the square window.
    stride : int in [1, height]
        Step S from window to window.

    Returns
    -------
    A : float array, shape (n, channels, out_height, out_width)
        out_height = ⌊(height − F)/S⌋ + 1, out_width alike. float16 is summed in
        float32.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, the window does not fit, or a number is < 1.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), section II.A: sub-sampling layers.
    """
    windows = _windows(X, size, stride)
    total = np.zeros(windows.shape[:4], np.result_type(X, np.float32))
    for i, j in np.ndindex(size, size):
        total += windows[..., i, j]
    return (total / (size * size)).astype(X.dtype)


# --8<-- [end:avg_pool2d]


# --8<-- [start:avg_pool2d_backward]
def avg_pool2d_backward(
    dA: np.ndarray, X: np.ndarray, size: int, stride: int
) -> np.ndarray:
    """Gradient of average pooling: every pixel of a window gets ∂L/∂a_pq / F².

    Parameters
    ----------
    dA : float array, shape (n, channels, out_height, out_width)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (n, channels, height, width)
        Pictures, as in ``avg_pool2d``; only their shape counts.
    size : int in [1, height]
        Side F of the window.
    stride : int in [1, height]
        Step S.

    Returns
    -------
    dX : float array, shape (n, channels, height, width)
        ∂L/∂X.

    Raises
    ------
    ValueError
        As ``avg_pool2d``, or if ``dA`` does not have the shape of the output.
    """
    _check_upstream(dA, _windows(X, size, stride).shape[:4])
    dX = np.zeros_like(X)
    to_windows = sliding_window_view(dX, (size, size), axis=(2, 3), writeable=True)
    for i, j in np.ndindex(size, size):
        to_windows[:, :, ::stride, ::stride, i, j] += dA / (size * size)
    return dX


# --8<-- [end:avg_pool2d_backward]


# --8<-- [start:global_avg_pool2d]
def global_avg_pool2d(X: np.ndarray) -> np.ndarray:
    """Mean of each channel: average pooling with the whole picture as its window.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Feature maps.

    Returns
    -------
    A : float array, shape (n, channels)
        One number per channel, whatever the sides of the pictures.

    Raises
    ------
    ValueError
        If ``X`` does not have four axes, or its pictures have no pixels.

    References
    ----------
    Lin, Chen and Yan (2014), Network in network, section 3.2.
    """
    if X.ndim != 4 or min(X.shape[2:]) == 0:
        raise ValueError(
            "expected X of shape (n, channels, height, width) with height >= 1 and "
            f"width >= 1, got {X.shape}"
        )
    return X.mean(axis=(2, 3))


# --8<-- [end:global_avg_pool2d]


# --8<-- [start:global_avg_pool2d_backward]
def global_avg_pool2d_backward(dA: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Gradient of global average pooling: every pixel gets ∂L/∂a / (height · width).

    Parameters
    ----------
    dA : float array, shape (n, channels)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (n, channels, height, width)
        Feature maps, as in ``global_avg_pool2d``; only their shape counts.

    Returns
    -------
    dX : float array, shape (n, channels, height, width)
        ∂L/∂X.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_upstream(dA, global_avg_pool2d(X).shape)
    height, width = X.shape[2:]
    return np.zeros_like(X) + (dA / (height * width))[:, :, np.newaxis, np.newaxis]


# --8<-- [end:global_avg_pool2d_backward]
