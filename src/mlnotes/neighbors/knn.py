"""k-nearest-neighbour classification: the closest training rows vote."""

# --8<-- [start:imports]
from collections.abc import Callable

import numpy as np

# --8<-- [end:imports]
from mlnotes.neighbors.distances import _check_rows, l2_distances


# --8<-- [start:nearest_neighbors]
def nearest_neighbors(
    Z: np.ndarray,
    X: np.ndarray,
    k: int,
    distances: Callable[[np.ndarray, np.ndarray], np.ndarray] = l2_distances,
) -> np.ndarray:
    """Indices of the k rows of X that are closest to each row of Z.

    The closest comes first; of equally far rows, the one with the smaller index.
    One row of Z at a time: only n distances are in memory, whatever m is.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One test sample per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.
    k : int in [1, n]
        Number of neighbours.
    distances : callable (m, d), (n, d) -> (m, n), optional
        How far rows are from rows: ``l2_distances``, or ``l1_distances``.

    Returns
    -------
    nearest : int array in [0, n), shape (m, k)
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
    if not (np.isfinite(Z).all() and np.isfinite(X).all()):
        raise ValueError("expected finite Z and X, got NaN or infinity")
    nearest = np.empty((len(Z), k), dtype=np.int64)
    for i, z in enumerate(Z):
        D = distances(z[None], X)[0]
        candidates = np.flatnonzero(np.partition(D, k - 1)[k - 1] >= D)
        order = np.argsort(D[candidates], kind="stable")
        nearest[i] = candidates[order[:k]]
    return nearest


# --8<-- [end:nearest_neighbors]


# --8<-- [start:majority_vote]
def majority_vote(votes: np.ndarray) -> np.ndarray:
    """Most frequent label of each row; of equally frequent ones, the smallest label.

    Parameters
    ----------
    votes : int array in [0, c), shape (m, k)
        The labels of the k neighbours of each of the m test samples.

    Returns
    -------
    y : int array in [0, c), shape (m,)
        Winners, with the dtype of ``votes``.

    Raises
    ------
    ValueError
        If ``votes`` is no matrix of integers >= 0, or has no column.
    """
    if votes.ndim != 2 or votes.shape[1] == 0:
        raise ValueError(
            f"expected votes of shape (m, k) with k >= 1, got {votes.shape}"
        )
    if votes.dtype.kind not in "iu" or (votes < 0).any():
        raise ValueError(f"expected integer labels >= 0, got {votes.dtype} or negative")
    winners = [np.bincount(row).argmax() for row in votes]
    return np.array(winners, dtype=votes.dtype)


# --8<-- [end:majority_vote]


# --8<-- [start:knn_predict]
def knn_predict(
    Z: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
    k: int,
    distances: Callable[[np.ndarray, np.ndarray], np.ndarray] = l2_distances,
) -> np.ndarray:
    """Classify each row of Z by a vote of its k nearest rows of X.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One test sample per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.
    y : int array in [0, c), shape (n,)
        The class of each training sample.
    k : int in [1, n]
        Number of neighbours.
    distances : callable (m, d), (n, d) -> (m, n), optional
        How far rows are from rows: ``l2_distances``, or ``l1_distances``.

    Returns
    -------
    predicted : int array in [0, c), shape (m,)
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
        raise ValueError(f"expected y of shape {X.shape[:1]}, got {y.shape}")
    return majority_vote(y[nearest_neighbors(Z, X, k, distances)])


# --8<-- [end:knn_predict]
