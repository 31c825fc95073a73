"""Sigmoid and softmax in PyTorch: its own functions, gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:sigmoid]
def sigmoid(s: torch.Tensor) -> torch.Tensor:
    """Logistic sigmoid, σ(s) = 1 / (1 + exp(−s)), element by element.

    Parameters
    ----------
    s : float tensor, shape (...)
        Scores, on any device.

    Returns
    -------
    p : float tensor, shape (...)
        Probabilities in [0, 1].
    """
    return torch.sigmoid(s)


# --8<-- [end:sigmoid]


# --8<-- [start:check_scores]
def _check_scores(s: torch.Tensor) -> None:
    """Refuse what the softmax would answer with NaN."""
    if s.ndim == 0 or s.shape[-1] == 0:
        shape = tuple(s.shape)
        raise ValueError(f"expected s of shape (..., c) with c >= 1, got {shape}")
    if not torch.isfinite(s.amax(dim=-1)).all():
        raise ValueError("expected a finite largest score per row, got NaN or infinity")


# --8<-- [end:check_scores]


# --8<-- [start:softmax]
def softmax(s: torch.Tensor) -> torch.Tensor:
    """Softmax over the last axis, p_i = exp(s_i) / Σ_j exp(s_j).

    Parameters
    ----------
    s : float tensor, shape (..., c)
        Scores, on any device.

    Returns
    -------
    p : float tensor, shape (..., c)
        Probabilities; they sum to one along the last axis.

    Raises
    ------
    ValueError
        If there is no class, or a row without a finite largest score
        (NaN, +inf, or -inf throughout).
    """
    _check_scores(s)
    return torch.softmax(s, dim=-1)


# --8<-- [end:softmax]


# --8<-- [start:log_softmax]
def log_softmax(s: torch.Tensor) -> torch.Tensor:
    """Logarithm of the softmax: log p_i = s_i − log Σ_j exp(s_j), p_i never formed.

    Parameters
    ----------
    s : float tensor, shape (..., c)
        Scores, on any device.

    Returns
    -------
    log_p : float tensor, shape (..., c)
        Log-probabilities, at most 0.

    Raises
    ------
    ValueError
        If there is no class, or a row without a finite largest score
        (NaN, +inf, or -inf throughout).
    """
    _check_scores(s)
    return torch.log_softmax(s, dim=-1)


# --8<-- [end:log_softmax]
