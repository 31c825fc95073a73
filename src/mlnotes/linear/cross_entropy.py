"""Cross entropy of a classifier, from probabilities or scores, with its gradient."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import log_softmax, softmax


# --8<-- [start:check_probabilities]
def _check_probabilities(name: str, p: np.ndarray) -> None:
    """Refuse entries outside [0, 1], NaN, and rows that do not sum to 1."""
    if p.ndim == 0 or p.shape[-1] == 0:
        raise ValueError(f"expected {name} of shape (..., c), c >= 1, got {p.shape}")
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"expected {name} with entries in [0, 1], got {p.min()} to {p.max()}"
        )
    sums, rounding = p.sum(axis=-1), np.finfo(p.dtype).eps ** 0.5
    if not (abs(sums - 1) <= rounding).all():
        raise ValueError(
            f"expected rows of {name} that sum to 1, got {sums.min()} to {sums.max()}"
        )


# --8<-- [end:check_probabilities]


# --8<-- [start:times_log]
def _times_log(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return x · log y with 0 · log 0 = 0; −inf where y is 0 and x is not."""
    with np.errstate(divide="ignore"):
        return x * np.log(np.where(x == 0, 1, y))


# --8<-- [end:times_log]


# --8<-- [start:cross_entropy_one_hot]
def cross_entropy_one_hot(p: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Cross entropy from probabilities and targets, −(1/n) Σ_i Σ_k t_ik log p_ik.

    Parameters
    ----------
    p : probability array, shape (n, c)
        The classifier's probabilities.
    T : probability array, shape (n, c)
        Targets, one-hot or any other distribution over the classes.

    Returns
    -------
    L : float array, shape ()
        Loss in nats; +inf where a class with t > 0 has probability 0.

    Raises
    ------
    ValueError
        If the shapes differ, a row is no distribution, or there is no sample.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.
    """
    if p.ndim != 2 or p.shape != T.shape or len(p) == 0:
        raise ValueError(
            f"expected p and T of shape (n, c) with n >= 1, got {p.shape}, {T.shape}"
        )
    _check_probabilities("p", p)
    _check_probabilities("T", T)
    return -_times_log(T, p).sum(axis=1).mean()


# --8<-- [end:cross_entropy_one_hot]


# --8<-- [start:check_labels]
def _check_labels(y: np.ndarray, shape: tuple[int, ...]) -> None:
    """Refuse labels that do not fit scores or probabilities of this shape."""
    if len(shape) != 2 or shape[0] == 0 or y.shape != shape[:1]:
        raise ValueError(
            f"expected shapes (n, c) with n >= 1 and y (n,), got {shape}, {y.shape}"
        )
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= shape[1]:
        raise ValueError(
            f"expected integer labels in [0, {shape[1]}), "
            f"got {y.dtype} from {y.min()} to {y.max()}"
        )


# --8<-- [end:check_labels]


# --8<-- [start:cross_entropy_labels]
def cross_entropy_labels(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Cross entropy from probabilities and labels, −(1/n) Σ_i log p_i[y_i].

    Parameters
    ----------
    p : probability array, shape (n, c)
        The classifier's probabilities.
    y : int array in [0, c), shape (n,)
        Labels.

    Returns
    -------
    L : float array, shape ()
        Loss in nats; +inf where the right class has probability 0.

    Raises
    ------
    ValueError
        If the shapes disagree, a row is no distribution, a label is no class, or
        there is no sample.
    """
    _check_labels(y, p.shape)
    _check_probabilities("p", p)
    with np.errstate(divide="ignore"):
        return -np.log(p[np.arange(len(y)), y]).mean()


# --8<-- [end:cross_entropy_labels]


# --8<-- [start:cross_entropy]
def cross_entropy(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Cross entropy from scores and labels, −(1/n) Σ_i log softmax(s_i)[y_i].

    Finite even where the softmax rounds the right class's probability to zero.

    Parameters
    ----------
    s : float array, shape (n, c)
        Scores.
    y : int array in [0, c), shape (n,)
        Labels.

    Returns
    -------
    L : float array, shape ()
        Loss in nats; log c if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, there is no sample, or a row
        has no finite largest score.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.
    """
    _check_labels(y, s.shape)
    return -log_softmax(s)[np.arange(len(y)), y].mean()


# --8<-- [end:cross_entropy]


# --8<-- [start:cross_entropy_backward]
def cross_entropy_backward(
    dL: np.ndarray | float, s: np.ndarray, y: np.ndarray
) -> np.ndarray:
    """Gradient of the cross entropy from scores: ∂L/∂s = (p − T) / n.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    s : float array, shape (n, c)
        Scores, as in ``cross_entropy``.
    y : int array in [0, c), shape (n,)
        Labels.

    Returns
    -------
    ds : float array, shape (n, c)
        ∂L/∂s; it sums to zero along the last axis.

    Raises
    ------
    ValueError
        As ``cross_entropy``, and if ``dL`` is not a single number.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.109.
    """
    _check_labels(y, s.shape)
    if np.shape(dL) != ():
        raise ValueError(f"expected dL of shape (), got {np.shape(dL)}")
    ds = softmax(s)
    ds[np.arange(len(y)), y] -= 1
    return dL * ds / len(y)


# --8<-- [end:cross_entropy_backward]
