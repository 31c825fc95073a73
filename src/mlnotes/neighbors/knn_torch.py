"""k-nearest-neighbour classification in PyTorch: on any device."""

# --8<-- [start:imports]
from collections.abc import Callable

import torch

# --8<-- [end:imports]
from mlnotes.neighbors.distances_torch import _check_rows, l2_distances


# --8<-- [start:nearest_neighbors]
def nearest_neighbors(
    Z: torch.Tensor,
    X: torch.Tensor,
    k: int,
    distances: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = l2_distances,
) -> torch.Tensor:
    """Indices of the k rows of X that are closest to each row of Z.

    The closest comes first; of equally far rows, the one with the smaller index.
    About a million distances are in memory at a time, whatever m is.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One test sample per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.
    k : int in [1, n]
        Number of neighbours.
    distances : callable (m, d), (n, d) -> (m, n), optional
        How far rows are from rows: ``l2_distances``, or ``l1_distances``.

    Returns
    -------
    nearest : int tensor in [0, n), shape (m, k)
        Row numbers of X.

    Raises
    ------
    ValueError
        If k is not in [1, n], a value is NaN or infinite, Z or X is not a matrix,
        or their widths or dtypes differ.
    """
    _check_rows(Z, X)
    n = len(X)
    if not 1 <= k <= n:
        raise ValueError(f"expected k in [1, n] with n = {n}, got {k}")
    if not (torch.isfinite(Z).all() and torch.isfinite(X).all()):
        raise ValueError("expected finite Z and X, got NaN or infinity")
    nearest = torch.empty((len(Z), k), dtype=torch.int64, device=Z.device)
    chunk = max(1, 2**20 // n)
    for start in range(0, len(Z), chunk):
        rows = slice(start, start + chunk)
        D = distances(Z[rows], X)
        nearest[rows] = torch.argsort(D, dim=1, stable=True)[:, :k]
    return nearest


# --8<-- [end:nearest_neighbors]


# --8<-- [start:majority_vote]
def majority_vote(votes: torch.Tensor) -> torch.Tensor:
    """Most frequent label of each row; of equally frequent ones, the smallest label.

    Parameters
    ----------
    votes : int tensor in [0, c), shape (m, k)
        The labels of the k neighbours of each of the m test samples.

    Returns
    -------
    y : int tensor in [0, c), shape (m,)
        Winners, with the dtype of ``votes``.

    Raises
    ------
    ValueError
        If ``votes`` is no matrix of integers >= 0, or has no column.
    """
    if votes.ndim != 2 or votes.shape[1] == 0:
        shape = tuple(votes.shape)
        raise ValueError(f"expected votes of shape (m, k) with k >= 1, got {shape}")
    if votes.is_floating_point() or votes.dtype == torch.bool or (votes < 0).any():
        raise ValueError(f"expected integer labels >= 0, got {votes.dtype} or negative")
    c = int(votes.max()) + 1 if len(votes) else 1
    counts = torch.zeros((len(votes), c), dtype=torch.int64, device=votes.device)
    counts.scatter_add_(
        1, votes.long(), torch.ones_like(counts[:, :1]).expand_as(votes)
    )
    return counts.argmax(dim=1).to(votes.dtype)


# --8<-- [end:majority_vote]


# --8<-- [start:knn_predict]
def knn_predict(
    Z: torch.Tensor,
    X: torch.Tensor,
    y: torch.Tensor,
    k: int,
    distances: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = l2_distances,
) -> torch.Tensor:
    """Classify each row of Z by a vote of its k nearest rows of X.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One test sample per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.
    y : int tensor in [0, c), shape (n,)
        The class of each training sample.
    k : int in [1, n]
        Number of neighbours.
    distances : callable (m, d), (n, d) -> (m, n), optional
        How far rows are from rows: ``l2_distances``, or ``l1_distances``.

    Returns
    -------
    predicted : int tensor in [0, c), shape (m,)
        The class of each test sample, with the dtype of ``y``.

    Raises
    ------
    ValueError
        If ``nearest_neighbors`` or ``majority_vote`` refuses its input, or y has
        not one label per row of X.

    References
    ----------
    Cover and Hart (1967), Nearest neighbor pattern classification.
    """
    if y.shape != X.shape[:1]:
        shapes = f"{tuple(X.shape[:1])}, got {tuple(y.shape)}"
        raise ValueError(f"expected y of shape {shapes}")
    return majority_vote(y[nearest_neighbors(Z, X, k, distances)])


# --8<-- [end:knn_predict]
