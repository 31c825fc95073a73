"""Dropout: in training random units are silent, and the others are scaled up."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:dropout_mask]
def dropout_mask(X: np.ndarray, p: float, rng: np.random.Generator) -> np.ndarray:
    """Random mask: 0 with probability p, else 1/(1 − p), so that its mean is 1.

    Parameters
    ----------
    X : float array, shape (...)
        Activations; only their shape and dtype are used.
    p : float in [0, 1)
        Probability that a unit is silent.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    M : float array, shape (...)
        One independent draw for each entry, with the dtype of ``X``.

    Raises
    ------
    ValueError
        If p is not in [0, 1): no scale can make up for silencing every unit.

    References
    ----------
    Srivastava et al. (2014), Dropout, sections 4 and 10.
    """
    if not 0 <= p < 1:
        raise ValueError(f"expected p in [0, 1), got {p}")
    kept = rng.random(X.shape) >= p
    return kept.astype(X.dtype) / (1 - p)


# --8<-- [end:dropout_mask]


# --8<-- [start:dropout]
def dropout(X: np.ndarray, M: np.ndarray) -> np.ndarray:
    """Dropout in training, y = m x element by element; at test time y = x.

    Parameters
    ----------
    X : float array, shape (...)
        Activations.
    M : float array, shape (...)
        Mask, as from ``dropout_mask``.

    Returns
    -------
    Y : float array, shape (...)
        X where a unit is kept, scaled by 1/(1 − p), and 0 elsewhere.

    Raises
    ------
    ValueError
        If ``X`` and ``M`` differ in shape.
    """
    if X.shape != M.shape:
        raise ValueError(f"expected M of X's shape {X.shape}, got {M.shape}")
    return X * M


# --8<-- [end:dropout]


# --8<-- [start:dropout_backward]
def dropout_backward(dY: np.ndarray, M: np.ndarray) -> np.ndarray:
    """Gradient of dropout: ∂L/∂x = m ∂L/∂y, with the mask of the forward pass.

    Parameters
    ----------
    dY : float array, shape (...)
        Upstream gradient, ∂L/∂Y.
    M : float array, shape (...)
        Mask that ``dropout`` was given.

    Returns
    -------
    dX : float array, shape (...)
        ∂L/∂X; 0 for a silent unit.

    Raises
    ------
    ValueError
        If ``dY`` and ``M`` differ in shape.
    """
    if dY.shape != M.shape:
        raise ValueError(f"expected dY of M's shape {M.shape}, got {dY.shape}")
    return dY * M


# --8<-- [end:dropout_backward]
