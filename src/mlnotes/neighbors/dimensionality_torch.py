"""The curse of dimensionality in PyTorch: what concerns tensors, on any device."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.neighbors.distances_torch import _check_rows, l2_distances


# --8<-- [start:relative_contrast]
def relative_contrast(Z: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """How much farther the farthest row of X is than the nearest, (max − min) / min.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One query per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.

    Returns
    -------
    contrast : float tensor, shape (m,)
        0 when all rows of X are equally far.

    Raises
    ------
    ValueError
        If X has no row, a row of Z is a row of X (min = 0), Z or X is not a matrix,
        or their widths or dtypes differ.

    References
    ----------
    Beyer, Goldstein, Ramakrishnan and Shaft (1999), When is "nearest neighbor"
    meaningful?
    """
    _check_rows(Z, X)
    if len(X) == 0:
        raise ValueError("expected X with at least one row, got none")
    D = l2_distances(Z, X)
    nearest, farthest = D.amin(dim=1), D.amax(dim=1)
    if (nearest == 0).any():
        raise ValueError("expected queries that are not in X, got a distance of 0")
    return (farthest - nearest) / nearest


# --8<-- [end:relative_contrast]
