"""Positional encoding: sines and cosines of the place, or a learned table."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_width]
def _check_width(d: int) -> None:
    """Refuse a width that does not consist of pairs."""
    if d < 2 or d % 2:
        raise ValueError(f"expected an even width d >= 2, got {d}")


# --8<-- [end:check_width]


# --8<-- [start:wavelengths]
def wavelengths(d: int) -> np.ndarray:
    """Places after which each pair of columns repeats: λ_i = 2π · 10000^(2i/d).

    Parameters
    ----------
    d : int in [1, inf)
        Width of the encoding, even.

    Returns
    -------
    lengths : float array, shape (d // 2,)
        A geometric sequence: from 2π, each 10000^(2/d) times the one before.

    Raises
    ------
    ValueError
        If d is odd or smaller than 2.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.5.
    """
    _check_width(d)
    return 2 * math.pi * 10000 ** (np.arange(0, d, 2) / d)


# --8<-- [end:wavelengths]


# --8<-- [start:sinusoidal_encoding]
def sinusoidal_encoding(t: int, d: int) -> np.ndarray:
    """Sines and cosines of the places 0 … t − 1, always float64.

    P[p, 2i] = sin(p / 10000^(2i/d)), P[p, 2i + 1] = cos(p / 10000^(2i/d)).

    Parameters
    ----------
    t : int in [0, inf)
        Number of places.
    d : int in [1, inf)
        Width, even.

    Returns
    -------
    P : float array, shape (t, d)
        One row a place.

    Raises
    ------
    ValueError
        If t is negative, or d is odd or smaller than 2.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.5.
    """
    _check_width(d)
    if t < 0:
        raise ValueError(f"expected t >= 0 places, got {t}")
    angles = np.arange(t)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(t, d)


# --8<-- [end:sinusoidal_encoding]


# --8<-- [start:shift_matrix]
def shift_matrix(k: int, d: int) -> np.ndarray:
    """Matrix M_k with P[p + k] = M_k P[p] for every place p: d/2 rotations.

    Parameters
    ----------
    k : int in [-t, t]
        Places to go on; negative: to go back.
    d : int in [1, inf)
        Width of the encoding, even.

    Returns
    -------
    M : float array, shape (d, d)
        Zero but for d/2 blocks of 2 × 2; float64. Of rows, P @ M.T.

    Raises
    ------
    ValueError
        If d is odd or smaller than 2.
    """
    _check_width(d)
    angles = k / 10000 ** (np.arange(0, d, 2) / d)
    M, sines = np.zeros((d, d)), np.arange(0, d, 2)
    M[sines, sines] = M[sines + 1, sines + 1] = np.cos(angles)
    M[sines, sines + 1] = np.sin(angles)
    M[sines + 1, sines] = -np.sin(angles)
    return M


# --8<-- [end:shift_matrix]


# --8<-- [start:add_positions]
def add_positions(X: np.ndarray, P: np.ndarray) -> np.ndarray:
    """Add its place to every vector: Y[i, p] = X[i, p] + P[p].

    Parameters
    ----------
    X : float array, shape (n, t, d)
        n sequences of t places.
    P : float array, shape (s, d)
        Encodings of s >= t places: sinusoids, or a learned table.

    Returns
    -------
    Y : float array, shape (n, t, d)
        Sums, with the dtype of ``X``.

    Raises
    ------
    ValueError
        If the shapes disagree, or the sequences are longer than the table.

    References
    ----------
    Vaswani et al. (2017), section 3.5; learned: Gehring et al. (2017), section 3.1.
    """
    if X.ndim != 3 or P.ndim != 2 or X.shape[2] != P.shape[1] or X.shape[1] > len(P):
        got = f"{X.shape}, {P.shape}"
        raise ValueError(f"expected X (n, t, d), P (s, d) with t <= s, got {got}")
    return X + P[: X.shape[1]].astype(X.dtype)


# --8<-- [end:add_positions]


# --8<-- [start:add_positions_backward]
def add_positions_backward(
    dY: np.ndarray, X: np.ndarray, P: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of ``add_positions``: dX = dY, dP = Σ_i dY_i, 0 beyond place t.

    Parameters
    ----------
    dY : float array, shape (n, t, d)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (n, t, d)
        n sequences of t places.
    P : float array, shape (s, d)
        Encodings of s >= t places.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dP : float array, shape (s, d)
        ∂L/∂P.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if dY.shape != add_positions(X, P).shape:
        raise ValueError(f"expected dY of X's shape {X.shape}, got {dY.shape}")
    dP = np.zeros_like(P)
    dP[: X.shape[1]] = dY.sum(axis=0)
    return dY.copy(), dP


# --8<-- [end:add_positions_backward]
