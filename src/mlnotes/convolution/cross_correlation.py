"""Cross-correlation and convolution of one grey picture with one filter."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]

# --8<-- [start:filters]
FILTERS = {
    "blur": np.array([[1, 1, 1], [1, 1, 1], [1, 1, 1]]) / 9,
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "vertical edges": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "Laplacian": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
}
for _numbers in FILTERS.values():
    _numbers.flags.writeable = False
# --8<-- [end:filters]


# --8<-- [start:check_pair]
def _check_pair(X: np.ndarray, W: np.ndarray) -> None:
    """Refuse what is no pair of float matrices of one dtype, W inside X."""
    if X.dtype.kind != "f" or X.dtype != W.dtype:
        raise ValueError(
            f"expected X and W of one float dtype, got {X.dtype} and {W.dtype}"
        )
    fits = X.ndim == W.ndim == 2 and all(
        1 <= kernel <= side for kernel, side in zip(W.shape, X.shape, strict=True)
    )
    if not fits:
        raise ValueError(
            "expected X (height, width) and W (kernel_height, kernel_width) "
            f"that fits into it, got {X.shape} and {W.shape}"
        )


# --8<-- [end:check_pair]


# --8<-- [start:cross_correlate_loop]
def cross_correlate_loop(X: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Cross-correlation as the formula says it, A_pq = Σ_ij W_ij X_p+i,q+j.

    Parameters
    ----------
    X : float array, shape (height, width)
        Picture.
    W : float array, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float array, shape (out_height, out_width)
        One number per place of the filter.

    Raises
    ------
    ValueError
        If the arrays are not matrices of one float dtype, or W does not fit into X.
    """
    _check_pair(X, W)
    kernel_height, kernel_width = W.shape
    out_height = X.shape[0] - kernel_height + 1
    out_width = X.shape[1] - kernel_width + 1
    A = np.empty((out_height, out_width), dtype=X.dtype)
    for p in range(out_height):
        for q in range(out_width):
            window = X[p : p + kernel_height, q : q + kernel_width]
            A[p, q] = (window * W).sum()
    return A


# --8<-- [end:cross_correlate_loop]


# --8<-- [start:cross_correlate]
def cross_correlate(X: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Cross-correlation on a view of all windows, A_pq = Σ_ij W_ij X_p+i,q+j.

    Parameters
    ----------
    X : float array, shape (height, width)
        Picture.
    W : float array, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float array, shape (out_height, out_width)
        One number per place of the filter, with the dtype of ``X``.

    Raises
    ------
    ValueError
        If the arrays are not matrices of one float dtype, or W does not fit into X.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, eq. 9.6.
    """
    _check_pair(X, W)
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape)
    return np.einsum("pqij,ij->pq", windows, W)


# --8<-- [end:cross_correlate]


# --8<-- [start:convolve]
def convolve(X: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Convolution where the filter fits: cross-correlation with W turned by 180°.

    Parameters
    ----------
    X : float array, shape (height, width)
        Picture.
    W : float array, shape (kernel_height, kernel_width)
        Filter of the same dtype, not larger than the picture.

    Returns
    -------
    A : float array, shape (out_height, out_width)
        One number per place of the filter, with the dtype of ``X``.

    Raises
    ------
    ValueError
        If the arrays are not matrices of one float dtype, or W does not fit into X.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, eq. 9.5.
    """
    _check_pair(X, W)
    return cross_correlate(X, W[::-1, ::-1])


# --8<-- [end:convolve]


# --8<-- [start:convolve_full]
def convolve_full(X: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Convolution at every place where filter and picture overlap; 0 outside of X.

    Parameters
    ----------
    X : float array, shape (height, width)
        Picture.
    W : float array, shape (kernel_height, kernel_width)
        Filter of the same dtype.

    Returns
    -------
    A : float array, shape (height + kernel_height - 1, width + kernel_width - 1)
        Larger than the picture; ``convolve`` is its middle part.

    Raises
    ------
    ValueError
        If the arrays are not matrices of one float dtype, or one is empty.
    """
    if X.ndim != 2 or W.ndim != 2 or X.size == 0 or W.size == 0:
        raise ValueError(
            "expected X (height, width) and W (kernel_height, kernel_width), "
            f"not empty, got {X.shape} and {W.shape}"
        )
    border = [(side - 1, side - 1) for side in W.shape]
    return convolve(np.pad(X, border), W)


# --8<-- [end:convolve_full]


# --8<-- [start:cross_correlate_backward]
def cross_correlate_backward(
    dA: np.ndarray, X: np.ndarray, W: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients: dW is the cross-correlation of X with dA, dX the full convolution.

    Parameters
    ----------
    dA : float array, shape (out_height, out_width)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (height, width)
        Picture, as in ``cross_correlate``.
    W : float array, shape (kernel_height, kernel_width)
        Filter, as in ``cross_correlate``.

    Returns
    -------
    dX : float array, shape (height, width)
        ∂L/∂X, the full convolution of dA with W.
    dW : float array, shape (kernel_height, kernel_width)
        ∂L/∂W, summed over the places.

    Raises
    ------
    ValueError
        If the shapes or dtypes disagree.
    """
    _check_pair(X, W)
    places = tuple(
        side - kernel + 1 for side, kernel in zip(X.shape, W.shape, strict=True)
    )
    if dA.shape != places:
        raise ValueError(f"expected dA of shape {places}, got {dA.shape}")
    return convolve_full(dA, W), cross_correlate(X, dA)


# --8<-- [end:cross_correlate_backward]
