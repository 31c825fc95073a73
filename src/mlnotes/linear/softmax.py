"""Sigmoid and softmax: turn scores into probabilities, with their gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:sigmoid]
def sigmoid(s: np.ndarray) -> np.ndarray:
    """Logistic sigmoid, σ(s) = 1 / (1 + exp(−s)), element by element.

    Computed as exp(s) / (1 + exp(s)) for negative s: exp(−|s|) does not overflow.

    Parameters
    ----------
    s : float array, shape (...)
        Scores.

    Returns
    -------
    p : float array, shape (...)
        Probabilities in [0, 1], with the dtype of ``s``.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.59.
    """
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1, e) / (1 + e)


# --8<-- [end:sigmoid]


# --8<-- [start:sigmoid_backward]
def sigmoid_backward(dp: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Gradient of the sigmoid: ∂L/∂s = ∂L/∂p · p (1 − p).

    Parameters
    ----------
    dp : float array, shape (...)
        Upstream gradient, ∂L/∂p.
    p : float array, shape (...)
        What ``sigmoid`` returned.

    Returns
    -------
    ds : float array, shape (...)
        ∂L/∂s.

    Raises
    ------
    ValueError
        If ``dp`` and ``p`` differ in shape.
    """
    if dp.shape != p.shape:
        raise ValueError(f"expected dp of p's shape {p.shape}, got {dp.shape}")
    return dp * p * (1 - p)


# --8<-- [end:sigmoid_backward]


# --8<-- [start:shift_scores]
def _shift_scores(s: np.ndarray) -> np.ndarray:
    """Subtract each row's largest score: same softmax, and no exp overflows."""
    if s.ndim == 0 or s.shape[-1] == 0:
        raise ValueError(f"expected s of shape (..., c) with c >= 1, got {s.shape}")
    largest = s.max(axis=-1, keepdims=True)
    if not np.isfinite(largest).all():
        raise ValueError("expected a finite largest score per row, got NaN or infinity")
    with np.errstate(over="ignore"):  # float16: a gap beyond its range is -inf
        return s - largest


# --8<-- [end:shift_scores]


# --8<-- [start:softmax]
def softmax(s: np.ndarray) -> np.ndarray:
    """Softmax over the last axis, p_i = exp(s_i) / Σ_j exp(s_j).

    Parameters
    ----------
    s : float array, shape (..., c)
        Scores. An entry may be -inf (probability zero), a whole row may not.

    Returns
    -------
    p : float array, shape (..., c)
        Probabilities with the dtype of ``s``; they sum to one along the last axis.

    Raises
    ------
    ValueError
        If there is no class, or a row without a finite largest score
        (NaN, +inf, or -inf throughout).

    References
    ----------
    Bridle (1990), Training stochastic model recognition algorithms as networks,
    NeurIPS 2.
    """
    e = np.exp(_shift_scores(s))
    return e / e.sum(axis=-1, keepdims=True)


# --8<-- [end:softmax]


# --8<-- [start:softmax_backward]
def softmax_backward(dp: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Gradient of the softmax: ∂L/∂s_i = p_i (∂L/∂p_i − Σ_j p_j ∂L/∂p_j).

    Parameters
    ----------
    dp : float array, shape (..., c)
        Upstream gradient, ∂L/∂p.
    p : float array, shape (..., c)
        What ``softmax`` returned.

    Returns
    -------
    ds : float array, shape (..., c)
        ∂L/∂s; it sums to zero along the last axis.

    Raises
    ------
    ValueError
        If ``dp`` and ``p`` differ in shape.
    """
    if dp.shape != p.shape:
        raise ValueError(f"expected dp of p's shape {p.shape}, got {dp.shape}")
    return p * (dp - (dp * p).sum(axis=-1, keepdims=True))


# --8<-- [end:softmax_backward]


# --8<-- [start:log_softmax]
def log_softmax(s: np.ndarray) -> np.ndarray:
    """Logarithm of the softmax: log p_i = s_i − log Σ_j exp(s_j), p_i never formed.

    Finite even where p_i rounds to zero: use this, not ``np.log(softmax(s))``.

    Parameters
    ----------
    s : float array, shape (..., c)
        Scores.

    Returns
    -------
    log_p : float array, shape (..., c)
        Log-probabilities, at most 0, with the dtype of ``s``.

    Raises
    ------
    ValueError
        If there is no class, or a row without a finite largest score
        (NaN, +inf, or -inf throughout).
    """
    shifted = _shift_scores(s)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


# --8<-- [end:log_softmax]
