"""Entropy and Kullback-Leibler divergence of distributions over c classes."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import _check_probabilities, _times_log
from mlnotes.linear.softmax import log_softmax, softmax


# --8<-- [start:entropy]
def entropy(p: np.ndarray) -> np.ndarray:
    """Entropy of each row, H(p) = −Σ_k p_k log p_k, with 0 · log 0 = 0.

    Parameters
    ----------
    p : probability array, shape (..., c)
        Distributions over c classes.

    Returns
    -------
    H : float array, shape (...)
        Entropies in nats, between 0 and log c.

    Raises
    ------
    ValueError
        If a row is no distribution.

    References
    ----------
    Shannon (1948), A mathematical theory of communication, section 6.
    """
    _check_probabilities("p", p)
    return -_times_log(p, p).sum(axis=-1)


# --8<-- [end:entropy]


# --8<-- [start:kl_divergence]
def kl_divergence(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Kullback-Leibler divergence of each row, D(p‖q) = Σ_k p_k log(p_k / q_k).

    Parameters
    ----------
    p : probability array, shape (..., c)
        True distributions; they weight the sum.
    q : probability array, shape (..., c)
        Distributions that stand in for p.

    Returns
    -------
    D : float array, shape (...)
        Divergences in nats; +inf where some q_k = 0 < p_k.

    Raises
    ------
    ValueError
        If the shapes differ or a row is no distribution.

    References
    ----------
    Kullback and Leibler (1951), On information and sufficiency.
    """
    if p.shape != q.shape:
        raise ValueError(f"expected q of p's shape {p.shape}, got {q.shape}")
    _check_probabilities("p", p)
    _check_probabilities("q", q)
    return (_times_log(p, p) - _times_log(p, q)).sum(axis=-1)


# --8<-- [end:kl_divergence]


# --8<-- [start:kl_divergence_scores]
def kl_divergence_scores(p: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Divergence D(p‖softmax(s)) of each row, from scores: softmax is never formed.

    Parameters
    ----------
    p : probability array, shape (..., c)
        True distributions.
    s : float array, shape (..., c)
        Scores of the model.

    Returns
    -------
    D : float array, shape (...)
        Divergences in nats; finite even where softmax(s) rounds to zero.

    Raises
    ------
    ValueError
        If the shapes differ, a row of ``p`` is no distribution, or a row of ``s``
        has no finite largest score.
    """
    if p.shape != s.shape:
        raise ValueError(f"expected s of p's shape {p.shape}, got {s.shape}")
    _check_probabilities("p", p)
    log_q = np.where(p == 0, 0, log_softmax(s))
    return (_times_log(p, p) - p * log_q).sum(axis=-1)


# --8<-- [end:kl_divergence_scores]


# --8<-- [start:kl_divergence_scores_backward]
def kl_divergence_scores_backward(
    dD: np.ndarray, p: np.ndarray, s: np.ndarray
) -> np.ndarray:
    """Gradient with respect to the scores: ∂D(p‖q)/∂s = q − p with q = softmax(s).

    Parameters
    ----------
    dD : float array, shape (...)
        Upstream gradient, one number per row.
    p : probability array, shape (..., c)
        True distributions, as in ``kl_divergence_scores``.
    s : float array, shape (..., c)
        Scores of the model.

    Returns
    -------
    ds : float array, shape (..., c)
        ∂L/∂s.

    Raises
    ------
    ValueError
        As ``kl_divergence_scores``, and if ``dD`` has not one number per row.
    """
    if p.shape != s.shape or dD.shape != p.shape[:-1]:
        raise ValueError(
            "expected shapes dD (...), p (..., c), s (..., c), "
            f"got {dD.shape}, {p.shape}, {s.shape}"
        )
    _check_probabilities("p", p)
    return dD[..., np.newaxis] * (softmax(s) - p)


# --8<-- [end:kl_divergence_scores_backward]
