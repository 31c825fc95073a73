"""Smoothing, interpolation and perplexity in PyTorch; counting needs no library."""

# --8<-- [start:imports]
import math

import torch

# --8<-- [end:imports]


# --8<-- [start:perplexity]
def perplexity(loss: torch.Tensor) -> torch.Tensor:
    """Perplexity, exp(loss): the number of equally likely tokens that is as hard.

    Parameters
    ----------
    loss : float tensor in [0, inf), shape ()
        Mean of −log p of each right token, in nats; +inf is allowed.

    Returns
    -------
    perplexity : float tensor, shape ()
        At least 1; c for a uniform model of c tokens; +inf if ``loss`` is.

    Raises
    ------
    ValueError
        If ``loss`` is not a single number, is negative (a log-probability without
        its minus sign?) or NaN.
    """
    if loss.shape != () or not loss >= 0:
        raise ValueError(f"expected a loss >= 0 of shape (), got {loss}")
    return loss.exp()


# --8<-- [end:perplexity]


# --8<-- [start:add_k]
def add_k(counts: torch.Tensor, k: float) -> torch.Tensor:
    """Probabilities from counts, p_ij = (N_ij + k) / (Σ_j N_ij + k c).

    Parameters
    ----------
    counts : float tensor in [0, inf), shape (n, c)
        Row i counts what followed history i; on any device.
    k : float in [0, inf)
        Added to each count; 0 is maximum likelihood, 1 is Laplace's rule.

    Returns
    -------
    p : float tensor, shape (n, c)
        Rows sum to one; uniform for a history without counts.

    Raises
    ------
    ValueError
        If a count or ``k`` is negative or not finite, or a row of zeros meets k = 0.
    """
    if counts.ndim != 2 or counts.shape[1] == 0:
        shape = tuple(counts.shape)
        raise ValueError(f"expected counts of shape (n, c), c >= 1, got {shape}")
    if not (counts.isfinite() & (counts >= 0)).all() or not 0 <= k < math.inf:
        raise ValueError(f"expected finite counts >= 0 and k >= 0, got {counts}, {k}")
    if k == 0 and not counts.any(dim=1).all():
        raise ValueError("expected a count in every row or k > 0, got a row of zeros")
    smoothed = counts + k
    return smoothed / smoothed.sum(dim=1, keepdim=True)


# --8<-- [end:add_k]


# --8<-- [start:interpolate]
def interpolate(P: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Mix the distributions of m models, p_ij = Σ_l λ_l p_lij.

    Parameters
    ----------
    P : probability tensor, shape (m, n, c)
        Row i of model l is its distribution after history i; on any device.
    weights : probability tensor, shape (m,)
        λ, one weight a model.

    Returns
    -------
    p : float tensor, shape (n, c)
        Rows sum to one, as those of every model do.

    Raises
    ------
    ValueError
        If the shapes disagree, or the weights are negative or do not sum to one.
    """
    if P.ndim != 3 or weights.shape != P.shape[:1]:
        shapes = f"{tuple(P.shape)}, {tuple(weights.shape)}"
        raise ValueError(f"expected P (m, n, c) and weights (m,), got {shapes}")
    error, rounding = abs(weights.sum() - 1), torch.finfo(weights.dtype).eps ** 0.5
    if not (weights >= 0).all() or not error <= rounding:
        raise ValueError(f"expected weights >= 0 that sum to 1, got {weights}")
    return (weights[:, None, None] * P).sum(dim=0)


# --8<-- [end:interpolate]


# --8<-- [start:interpolation_weights]
def interpolation_weights(P: torch.Tensor, steps: int) -> torch.Tensor:
    """Weights under which held-out tokens are likeliest, by expectation maximisation.

    A step gives model l the mean share λ_l p_il / Σ_l λ_l p_il that it has in the
    probability of a token. No step lowers the likelihood.

    Parameters
    ----------
    P : float tensor in [0, inf), shape (n, m)
        What each of m models gave to each of n held-out tokens; on any device.
    steps : int in [0, inf)
        Number of steps, from equal weights.

    Returns
    -------
    weights : float tensor, shape (m,)
        λ; they sum to one.

    Raises
    ------
    ValueError
        If there is no token or model, an entry is negative or not finite, or a token
        has probability 0 in every model.
    """
    if P.ndim != 2 or P.numel() == 0 or steps < 0:
        shape = tuple(P.shape)
        raise ValueError(
            f"expected P (n, m), n, m >= 1, and steps >= 0, got {shape}, {steps}"
        )
    largest = P.amax(dim=1, keepdim=True)
    if not (P.isfinite() & (P >= 0) & (largest > 0)).all():
        raise ValueError(
            "expected finite P >= 0 with an entry > 0 in each row, "
            f"got {P.min()} to {P.max()}, largest of a row {largest.min()}"
        )
    P = P / largest  # a factor of a row leaves its shares as they are
    weights = P.new_full(P.shape[1:], 1 / P.shape[1])
    for _ in range(steps):
        parts = weights * P
        weights = (parts / parts.sum(dim=1, keepdim=True)).mean(dim=0)
    return weights


# --8<-- [end:interpolation_weights]
