"""Convolutional layer in PyTorch: its own functions, gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.convolution.convolutional_layer import _check_filters, _out_sides


# --8<-- [start:im2col]
def im2col(
    X: torch.Tensor,
    kernel_height: int,
    kernel_width: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> torch.Tensor:
    """Copy every window of every picture into a column: PyTorch's ``unfold``.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures, on any device.
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
    columns : float tensor, shape (n, window, places)
        Row (c, i, j) for one weight, column (p, q) for one place;
        window = channels · kernel_height · kernel_width, places = those of the output.

    Raises
    ------
    ValueError
        If a number is no int or too small, or the window does not fit.
    """
    kernel = kernel_height, kernel_width
    _out_sides(tuple(X.shape), kernel, stride, padding, dilation)
    return torch.nn.functional.unfold(X, kernel, dilation, padding, stride)


# --8<-- [end:im2col]


# --8<-- [start:conv2d]
def conv2d(
    X: torch.Tensor,
    W: torch.Tensor,
    b: torch.Tensor,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> torch.Tensor:
    """Convolutional layer, A_{kpq} = b_k + Σ_{cij} W_{kcij} X_{c, pS+iD−P, qS+jD−P}.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Pictures, on any device.
    W : float tensor, shape (filters, channels, kernel_height, kernel_width)
        Filters; each has channels / groups channels.
    b : float tensor, shape (filters,)
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
    A : float tensor, shape (n, filters, out_height, out_width)
        Feature maps.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is no int or too small, the filters do not
        fit, or the groups do not divide channels and filters.
    """
    _check_filters(tuple(X.shape), tuple(W.shape), groups)
    kernel_height, kernel_width = W.shape[2:]
    kernel = kernel_height, kernel_width
    _out_sides(tuple(X.shape), kernel, stride, padding, dilation)
    if b.shape != W.shape[:1]:
        raise ValueError(f"expected b {tuple(W.shape[:1])}, got {tuple(b.shape)}")
    return torch.nn.functional.conv2d(X, W, b, stride, padding, dilation, groups)


# --8<-- [end:conv2d]
