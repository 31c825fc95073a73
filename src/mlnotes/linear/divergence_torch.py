"""Entropy and Kullback-Leibler divergence in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import _check_probabilities
from mlnotes.linear.softmax_torch import log_softmax


# --8<-- [start:entropy]
def entropy(p: torch.Tensor) -> torch.Tensor:
    """Entropy of each row, H(p) = −Σ_k p_k log p_k, with 0 · log 0 = 0.

    Parameters
    ----------
    p : probability tensor, shape (..., c)
        Distributions over c classes, on any device.

    Returns
    -------
    H : float tensor, shape (...)
        Entropies in nats, between 0 and log c.

    Raises
    ------
    ValueError
        If a row is no distribution.
    """
    _check_probabilities("p", p)
    return torch.special.entr(p).sum(dim=-1)


# --8<-- [end:entropy]


# --8<-- [start:kl_divergence]
def kl_divergence(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """Kullback-Leibler divergence of each row, D(p‖q) = Σ_k p_k log(p_k / q_k).

    Not ``F.kl_div(q.log(), p)``: that is NaN where p and q are both 0.

    Parameters
    ----------
    p : probability tensor, shape (..., c)
        True distributions, on any device; they weight the sum.
    q : probability tensor, shape (..., c)
        Distributions that stand in for p.

    Returns
    -------
    D : float tensor, shape (...)
        Divergences in nats; +inf where some q_k = 0 < p_k.

    Raises
    ------
    ValueError
        If the shapes differ or a row is no distribution.
    """
    if p.shape != q.shape:
        shape = tuple(q.shape)
        raise ValueError(f"expected q of p's shape {tuple(p.shape)}, got {shape}")
    _check_probabilities("p", p)
    _check_probabilities("q", q)
    terms = torch.special.xlogy(p, p) - torch.special.xlogy(p, q)
    return terms.sum(dim=-1)


# --8<-- [end:kl_divergence]


# --8<-- [start:kl_divergence_scores]
def kl_divergence_scores(p: torch.Tensor, s: torch.Tensor) -> torch.Tensor:
    """Divergence D(p‖softmax(s)) of each row, from scores: softmax is never formed.

    Parameters
    ----------
    p : probability tensor, shape (..., c)
        True distributions, on any device.
    s : float tensor, shape (..., c)
        Scores of the model.

    Returns
    -------
    D : float tensor, shape (...)
        Divergences in nats; finite even where softmax(s) rounds to zero.

    Raises
    ------
    ValueError
        If the shapes differ, a row of ``p`` is no distribution, or a row of ``s``
        has no finite largest score.
    """
    if p.shape != s.shape:
        shape = tuple(s.shape)
        raise ValueError(f"expected s of p's shape {tuple(p.shape)}, got {shape}")
    _check_probabilities("p", p)
    log_q = log_softmax(s).masked_fill(p == 0, 0)
    return F.kl_div(log_q, p, reduction="none").sum(dim=-1)


# --8<-- [end:kl_divergence_scores]
