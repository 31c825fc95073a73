"""Cross-correlation and convolution of one grey picture with one filter, in PyTorch."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]


# --8<-- [start:check_pair]
def _check_pair(X: torch.Tensor, W: torch.Tensor) -> None:
    """Refuse what is no pair of float matrices of one dtype, W inside X."""
    if not X.is_floating_point() or X.dtype != W.dtype:
        raise ValueError(
            f"expected X and W of one float dtype, got {X.dtype} and {W.dtype}"
        )
    fits = X.ndim == W.ndim == 2 and all(
        1 <= kernel <= side for kernel, side in zip(W.shape, X.shape, strict=True)
    )
    if not fits:
        raise ValueError(
            "expected X (height, width) and W (kernel_height, kernel_width) "
            f"that fits into it, got {tuple(X.shape)} and {tuple(W.shape)}"
        )


# --8<-- [end:check_pair]


# --8<-- [start:cross_correlate_loop]
def cross_correlate_loop(X: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Cross-correlation as the formula says it, A_pq = Σ_ij W_ij X_p+i,q+j.

    Parameters
    ----------
    X : float tensor, shape (height, width)
        Picture, on any device.
    W : float tensor, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float tensor, shape (out_height, out_width)
        One number per place of the filter.

    Raises
    ------
    ValueError
        If the tensors are not matrices of one float dtype, or W does not fit into X.
    """
    _check_pair(X, W)
    kernel_height, kernel_width = W.shape
    out_height = X.shape[0] - kernel_height + 1
    out_width = X.shape[1] - kernel_width + 1
    A = [
        (X[p : p + kernel_height, q : q + kernel_width] * W).sum()
        for p in range(out_height)
        for q in range(out_width)
    ]
    return torch.stack(A).reshape(out_height, out_width)


# --8<-- [end:cross_correlate_loop]


# --8<-- [start:cross_correlate]
def cross_correlate(X: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Cross-correlation, A_pq = Σ_ij W_ij X_p+i,q+j; PyTorch calls it ``conv2d``.

    Parameters
    ----------
    X : float tensor, shape (height, width)
        Picture, on any device.
    W : float tensor, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float tensor, shape (out_height, out_width)
        One number per place of the filter.

    Raises
    ------
    ValueError
        If the tensors are not matrices of one float dtype, or W does not fit into X.
    """
    _check_pair(X, W)
    return F.conv2d(X[None, None], W[None, None])[0, 0]  # one picture, one channel


# --8<-- [end:cross_correlate]


# --8<-- [start:convolve]
def convolve(X: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Convolution where the filter fits: cross-correlation with W turned by 180°.

    Parameters
    ----------
    X : float tensor, shape (height, width)
        Picture, on any device.
    W : float tensor, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float tensor, shape (out_height, out_width)
        One number per place of the filter.

    Raises
    ------
    ValueError
        If the tensors are not matrices of one float dtype, or W does not fit into X.
    """
    _check_pair(X, W)
    return cross_correlate(X, W.flip(0, 1))


# --8<-- [end:convolve]


# --8<-- [start:convolve_full]
def convolve_full(X: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Convolution at every place where filter and picture overlap; 0 outside of X.

    Parameters
    ----------
    X : float tensor, shape (height, width)
        Picture, on any device.
    W : float tensor, shape (kernel_height, kernel_width)
        Filter of the same dtype.

    Returns
    -------
    A : float tensor, shape (height + kernel_height - 1, width + kernel_width - 1)
        Larger than the picture; ``convolve`` is its middle part.

    Raises
    ------
    ValueError
        If the tensors are not matrices of one float dtype, or one is empty.
    """
    if X.ndim != 2 or W.ndim != 2 or X.numel() == 0 or W.numel() == 0:
        raise ValueError(
            "expected X (height, width) and W (kernel_height, kernel_width), "
            f"not empty, got {tuple(X.shape)} and {tuple(W.shape)}"
        )
    above, left = (side - 1 for side in W.shape)
    return convolve(F.pad(X, (left, left, above, above)), W)


# --8<-- [end:convolve_full]
