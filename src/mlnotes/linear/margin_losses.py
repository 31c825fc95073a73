"""Margin losses of a two-class classifier: 0-1, log, exponential, hinge."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import sigmoid


# --8<-- [start:margin]
def margin(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Margin m = y·s: positive where the sign of the score is the label.

    Parameters
    ----------
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    m : float array, shape (n,)
        Margins.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    if s.ndim != 1 or y.shape != s.shape:
        raise ValueError(f"expected s and y of shape (n,), got {s.shape} and {y.shape}")
    if not np.isin(y, (-1, 1)).all():
        raise ValueError(f"expected labels -1 and 1, got {np.unique(y)}")
    if np.isnan(s).any():
        raise ValueError("expected scores that are numbers, got NaN")
    return y * s


# --8<-- [end:margin]


# --8<-- [start:zero_one_loss]
def zero_one_loss(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """0-1 loss of each sample: 1 where the margin is at most 0, else 0.

    Parameters
    ----------
    s : float array, shape (n,)
        Scores; a score of 0 decides nothing and counts as an error.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float array, shape (n,)
        Zeros and ones; their mean is the error rate.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    return (margin(s, y) <= 0).astype(s.dtype)


# --8<-- [end:zero_one_loss]


# --8<-- [start:log_loss]
def log_loss(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Log loss of each sample, log(1 + exp(−m)) = −log σ(m), in nats.

    Computed as max(0, −m) + log(1 + exp(−|m|)), which does not overflow.

    Parameters
    ----------
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float array, shape (n,)
        Log 2 at margin 0.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
    table 12.1.
    """
    m = margin(s, y)
    return np.maximum(0, -m) + np.log1p(np.exp(-np.abs(m)))


# --8<-- [end:log_loss]


# --8<-- [start:log_loss_backward]
def log_loss_backward(dl: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Gradient of the log loss: ∂ℓ/∂s = −y σ(−m).

    Parameters
    ----------
    dl : float array, shape (n,)
        Upstream gradient, ∂L/∂ℓ.
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    ds : float array, shape (n,)
        ∂L/∂s.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    m = margin(s, y)
    if dl.shape != s.shape:
        raise ValueError(f"expected dl of s's shape {s.shape}, got {dl.shape}")
    return -dl * y * sigmoid(-m)


# --8<-- [end:log_loss_backward]


# --8<-- [start:exponential_loss]
def exponential_loss(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Exponential loss of each sample, exp(−m).

    Parameters
    ----------
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float array, shape (n,)
        Infinity where exp(−m) is too large for the dtype.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
    eq. 10.8.
    """
    m = margin(s, y)
    with np.errstate(over="ignore"):  # infinity is the answer that PyTorch gives too
        return np.exp(-m)


# --8<-- [end:exponential_loss]


# --8<-- [start:exponential_loss_backward]
def exponential_loss_backward(
    dl: np.ndarray, s: np.ndarray, y: np.ndarray
) -> np.ndarray:
    """Gradient of the exponential loss: ∂ℓ/∂s = −y exp(−m).

    Parameters
    ----------
    dl : float array, shape (n,)
        Upstream gradient, ∂L/∂ℓ.
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    ds : float array, shape (n,)
        ∂L/∂s; infinite where the loss is.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    loss = exponential_loss(s, y)
    if dl.shape != s.shape:
        raise ValueError(f"expected dl of s's shape {s.shape}, got {dl.shape}")
    return -dl * y * loss


# --8<-- [end:exponential_loss_backward]


# --8<-- [start:hinge_loss]
def hinge_loss(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Hinge loss of each sample, max(0, 1 − m).

    Parameters
    ----------
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float array, shape (n,)
        Zero from margin 1 on.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning,
    table 12.1.
    """
    return np.maximum(0, 1 - margin(s, y))


# --8<-- [end:hinge_loss]


# --8<-- [start:hinge_loss_backward]
def hinge_loss_backward(dl: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Subgradient of the hinge loss: −y where m < 1, and 0 from margin 1 on.

    Parameters
    ----------
    dl : float array, shape (n,)
        Upstream gradient, ∂L/∂ℓ.
    s : float array, shape (n,)
        Scores.
    y : float array in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    ds : float array, shape (n,)
        ∂L/∂s.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    m = margin(s, y)
    if dl.shape != s.shape:
        raise ValueError(f"expected dl of s's shape {s.shape}, got {dl.shape}")
    return -dl * y * (m < 1)


# --8<-- [end:hinge_loss_backward]
