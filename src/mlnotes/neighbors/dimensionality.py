"""The curse of dimensionality: what d does to volumes, neighbours and distances."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]
from mlnotes.neighbors.distances import _check_rows, l2_distances


# --8<-- [start:edge_length]
def edge_length(fraction: float, d: int) -> float:
    """Edge of the cube that holds a fraction of the unit cube's volume, fraction^(1/d).

    Parameters
    ----------
    fraction : float in (0, 1)
        Share of the volume, and so of evenly spread samples.
    d : int in [1, 1000]
        Dimension, any from 1.

    Returns
    -------
    edge : float in (0, 1)
        Length of each edge.

    Raises
    ------
    ValueError
        If ``fraction`` is not in (0, 1] or d is below 1.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
    section 2.5.
    """
    if not 0 < fraction <= 1 or d < 1:
        raise ValueError(f"expected fraction in (0, 1], d >= 1, got {fraction}, {d}")
    return fraction ** (1 / d)


# --8<-- [end:edge_length]


# --8<-- [start:cells]
def cells(per_axis: int, d: int) -> int:
    """Number of cells when each of d axes is cut into equal parts, per_axis^d.

    One sample per cell needs at least so many samples.

    Parameters
    ----------
    per_axis : int in [1, 100]
        Parts of each axis, any from 1; a cell's edge is r = 1 / per_axis.
    d : int in [1, 1000]
        Dimension, any from 1.

    Returns
    -------
    number : int in [1, 100^d]
        r^(−d), exact.

    Raises
    ------
    ValueError
        If ``per_axis`` or d is below 1.

    References
    ----------
    Bellman (1961), Adaptive Control Processes, where the curse got its name.
    """
    if per_axis < 1 or d < 1:
        raise ValueError(f"expected per_axis and d >= 1, got {per_axis} and {d}")
    return per_axis**d


# --8<-- [end:cells]


# --8<-- [start:ball_volume]
def ball_volume(radius: float, d: int) -> float:
    """Volume of a d-dimensional ball, π^(d/2) / Γ(d/2 + 1) · radius^d.

    Computed with logarithms: neither Γ nor the power overflows.

    Parameters
    ----------
    radius : float in (0, 1)
        Radius, at most 1.
    d : int in [1, 1000]
        Dimension, any from 1.

    Returns
    -------
    volume : float in (0, 6)
        Volume; 0 where it is below the smallest float64.

    Raises
    ------
    ValueError
        If ``radius`` is not in (0, 1] or d is below 1.
    """
    if not 0 < radius <= 1 or d < 1:
        raise ValueError(f"expected radius in (0, 1], d >= 1, got {radius}, {d}")
    return math.exp(
        d / 2 * math.log(math.pi) - math.lgamma(d / 2 + 1) + d * math.log(radius)
    )


# --8<-- [end:ball_volume]


# --8<-- [start:median_nearest_distance]
def median_nearest_distance(n: int, d: int) -> float:
    """Median distance from a ball's centre to the nearest of n samples in the ball.

    The samples are uniform in the unit ball: (1 − (1/2)^(1/n))^(1/d).

    Parameters
    ----------
    n : int in [1, 1000000]
        Number of samples, any from 1.
    d : int in [1, 1000]
        Dimension, any from 1.

    Returns
    -------
    distance : float in (0, 1)
        Half of all sets of n samples have their nearest one closer than this.

    Raises
    ------
    ValueError
        If n or d is below 1.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
    eq. 2.24.
    """
    if n < 1 or d < 1:
        raise ValueError(f"expected n and d >= 1, got {n} and {d}")
    return (-math.expm1(-math.log(2) / n)) ** (1 / d)


# --8<-- [end:median_nearest_distance]


# --8<-- [start:relative_contrast]
def relative_contrast(Z: np.ndarray, X: np.ndarray) -> np.ndarray:
    """How much farther the farthest row of X is than the nearest, (max − min) / min.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One query per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.

    Returns
    -------
    contrast : float array, shape (m,)
        0 when all rows of X are equally far, with the dtype of ``Z``.

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
    nearest, farthest = D.min(axis=1), D.max(axis=1)
    if (nearest == 0).any():
        raise ValueError("expected queries that are not in X, got a distance of 0")
    return (farthest - nearest) / nearest


# --8<-- [end:relative_contrast]
