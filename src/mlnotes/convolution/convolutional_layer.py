"""Convolutional layer: pixels into columns, one matrix product, gradients by hand."""

# --8<-- [start:imports]
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# --8<-- [end:imports]
from mlnotes.convolution.output_size import _check_groups, output_size


# --8<-- [start:out_sides]
def _out_sides(
    shape: tuple[int, ...],
    kernel: tuple[int, int],
    stride: int,
    padding: int,
    dilation: int,
) -> tuple[int, int]:
    """Height and width of the output; refuse what is no picture, or does not fit."""
    if len(shape) != 4:
        raise ValueError(f"expected X (n, channels, height, width), got {shape}")
    return (
        output_size(shape[2], kernel[0], stride, padding, dilation),
        output_size(shape[3], kernel[1], stride, padding, dilation),
    )


# --8<-- [end:out_sides]


# --8<-- [start:check_filters]
def _check_filters(
    X_shape: tuple[int, ...], W_shape: tuple[int, ...], groups: int
) -> None:
    """Refuse filters that do not match the channels of the pictures."""
    axes = len(X_shape) == len(W_shape) == 4
    if axes:
        _check_groups(X_shape[1], W_shape[0], groups)
    if not axes or X_shape[1] != groups * W_shape[1]:
        raise ValueError(
            "expected X (n, channels, height, width) and "
            "W (filters, channels / groups, kernel_height, kernel_width), "
            f"got {X_shape} and {W_shape} in {groups} groups"
        )


# --8<-- [end:check_filters]


# --8<-- [start:im2col]
def im2col(
    X: np.ndarray,
    kernel_height: int,
    kernel_width: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> np.ndarray:
    """Copy every window of every picture into a column: X_{c, pS+iD−P, qS+jD−P}.

    The columns take kernel_height · kernel_width times the memory of ``X``, if the
    stride is 1 and the output as large as the picture.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures.
    kernel_height : int in [1, height]
        Rows of the window.
    kernel_width : int in [1, width]
        Columns of the window.
    stride : int in [1, height], optional
        S, steps from one window to the next.
    padding : int in [0, height], optional
        P, zeros on each side.
    dilation : int in [1, height], optional
        D, steps from one pixel of a window to the next.

    Returns
    -------
    columns : float array, shape (n, window, places)
        New array: row (c, i, j) for one weight, column (p, q) for one place;
        window = channels · kernel_height · kernel_width, places = those of the output.

    Raises
    ------
    ValueError
        If a number is no int or too small, or the window does not fit.

    References
    ----------
    Chellapilla, Puri, Simard (2006), High performance convolutional neural networks
    for document processing, section 2.
    """
    kernel = kernel_height, kernel_width
    out_height, out_width = _out_sides(X.shape, kernel, stride, padding, dilation)
    n, channels = X.shape[:2]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    spans = [dilation * (side - 1) + 1 for side in kernel]
    windows = sliding_window_view(padded, spans, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).copy()
    rows = channels * kernel_height * kernel_width
    return columns.reshape(n, rows, out_height * out_width)


# --8<-- [end:im2col]


# --8<-- [start:im2col_backward]
def im2col_backward(
    dcolumns: np.ndarray,
    X: np.ndarray,
    kernel_height: int,
    kernel_width: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> np.ndarray:
    """Adjoint of ``im2col``, often called col2im: add every entry back to its pixel.

    Parameters
    ----------
    dcolumns : float array, shape (n, window, places)
        Upstream gradient, ∂L/∂columns.
    X : float array, shape (n, channels, height, width)
        Pictures, as in ``im2col``; only their shape counts.
    kernel_height : int in [1, height]
    kernel_width : int in [1, width]
    stride : int in [1, height], optional
    padding : int in [0, height], optional
    dilation : int in [1, height], optional
        As in ``im2col``.

    Returns
    -------
    dX : float array, shape (n, channels, height, width)
        ∂L/∂X with the dtype of ``dcolumns``; windows that overlap add up.

    Raises
    ------
    ValueError
        As ``im2col``, or if ``dcolumns`` does not have the shape of its columns.
    """
    kernel = kernel_height, kernel_width
    out_height, out_width = _out_sides(X.shape, kernel, stride, padding, dilation)
    n, channels, height, width = X.shape
    expected = n, channels * kernel_height * kernel_width, out_height * out_width
    if dcolumns.shape != expected:
        raise ValueError(f"expected dcolumns {expected}, got {dcolumns.shape}")
    spans = [dilation * (side - 1) + 1 for side in kernel]
    dwindows = dcolumns.reshape(n, channels, *kernel, out_height, out_width)
    room = height + 2 * padding, width + 2 * padding
    dpadded = np.zeros((n, channels, *room), np.result_type(dcolumns, np.float32))
    windows = sliding_window_view(dpadded, spans, axis=(2, 3), writeable=True)
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    for i, j in np.ndindex(kernel):  # windows overlap, pixels (i, j) of them do not
        windows[..., i, j] += dwindows[:, :, i, j]
    inside = dpadded[..., padding : padding + height, padding : padding + width]
    return np.ascontiguousarray(inside, dtype=dcolumns.dtype)


# --8<-- [end:im2col_backward]


# --8<-- [start:blocks]
def _blocks(n: int, weights: np.ndarray, places: int) -> list[slice]:
    """Cut n samples into blocks with about a million numbers in their columns."""
    groups, filters, rows = weights.shape
    size = max(1, 2**20 // (groups * rows * max(places, filters)))
    return [slice(first, first + size) for first in range(0, n, size)]


# --8<-- [end:blocks]


# --8<-- [start:conv2d]
def conv2d(
    X: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> np.ndarray:
    """Convolutional layer, A_{kpq} = b_k + Σ_{cij} W_{kcij} X_{c, pS+iD−P, qS+jD−P}.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Pictures.
    W : float array, shape (filters, channels, kernel_height, kernel_width)
        Filters; each has channels / groups channels.
    b : float array, shape (filters,)
        Bias, one for each filter.
    stride : int in [1, height], optional
        S, steps from one window to the next.
    padding : int in [0, height], optional
        P, zeros on each side.
    dilation : int in [1, height], optional
        D, steps from one pixel of a window to the next.
    groups : int in [1, channels], optional
        Equal groups of channels; the filters of a group see its channels alone.

    Returns
    -------
    A : float array, shape (n, filters, out_height, out_width)
        Feature maps. float16 is summed in float32.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is no int or too small, the filters do not
        fit, or the groups do not divide channels and filters.

    References
    ----------
    LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document
    recognition, section II.A.
    """
    _check_filters(X.shape, W.shape, groups)
    if b.shape != W.shape[:1]:
        raise ValueError(f"expected b {W.shape[:1]}, got {b.shape}")
    n, filters, kernel = len(X), len(W), (W.shape[2], W.shape[3])
    sides = _out_sides(X.shape, kernel, stride, padding, dilation)
    dtype = np.result_type(X, W, b)
    wide = np.result_type(dtype, np.float32)
    weights = W.astype(wide, copy=False).reshape(groups, filters // groups, -1)
    bias = b.reshape(groups, filters // groups, 1)
    A = np.empty((n, *bias.shape[:2], sides[0] * sides[1]), dtype)
    for block in _blocks(n, weights, A.shape[3]):
        pictures = X[block].astype(wide, copy=False)
        columns = im2col(pictures, *kernel, stride, padding, dilation)
        columns = columns.reshape(len(columns), groups, weights.shape[2], -1)
        A[block] = weights @ columns + bias
    return A.reshape(n, filters, *sides)


# --8<-- [end:conv2d]


# --8<-- [start:conv2d_backward]
def conv2d_backward(
    dA: np.ndarray,
    X: np.ndarray,
    W: np.ndarray,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``conv2d``: dW = dA columnsᵀ, dcolumns = Wᵀ dA, db = Σ dA.

    Parameters
    ----------
    dA : float array, shape (n, filters, out_height, out_width)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (n, channels, height, width)
        Pictures, as in ``conv2d``.
    W : float array, shape (filters, channels, kernel_height, kernel_width)
        Filters, as in ``conv2d``.
    stride : int in [1, height], optional
    padding : int in [0, height], optional
    dilation : int in [1, height], optional
    groups : int in [1, channels], optional
        As in ``conv2d``.

    Returns
    -------
    dX : float array, shape (n, channels, height, width)
        ∂L/∂X.
    dW : float array, shape (filters, channels, kernel_height, kernel_width)
        ∂L/∂W, summed over samples and places.
    db : float array, shape (filters,)
        ∂L/∂b, summed over samples and places.

    Raises
    ------
    ValueError
        As ``conv2d``, or if ``dA`` does not have the shape of its result.
    """
    _check_filters(X.shape, W.shape, groups)
    kernel = W.shape[2], W.shape[3]
    sides = _out_sides(X.shape, kernel, stride, padding, dilation)
    if dA.shape != (len(X), len(W), *sides):
        raise ValueError(f"expected dA {(len(X), len(W), *sides)}, got {dA.shape}")
    dtype = np.result_type(dA, X, W)
    wide = np.result_type(dtype, np.float32)
    weights = W.astype(wide, copy=False).reshape(groups, len(W) // groups, -1)
    dmaps = dA.reshape(len(X), *weights.shape[:2], sides[0] * sides[1])
    dX, dW = np.empty(X.shape, dtype), np.zeros(weights.shape, wide)
    for block in _blocks(len(X), weights, dmaps.shape[3]):
        pictures, dmap = (a[block].astype(wide, copy=False) for a in (X, dmaps))
        columns = im2col(pictures, *kernel, stride, padding, dilation)
        grouped = columns.reshape(len(columns), groups, weights.shape[2], -1)
        dW += (dmap @ grouped.swapaxes(2, 3)).sum(axis=0)
        dcolumns = (weights.swapaxes(1, 2) @ dmap).reshape(columns.shape)
        dX[block] = im2col_backward(
            dcolumns, pictures, *kernel, stride, padding, dilation
        )
    db = dA.sum(axis=(0, 2, 3), dtype=wide)
    return dX, dW.reshape(W.shape).astype(dtype), db.astype(dtype)


# --8<-- [end:conv2d_backward]
