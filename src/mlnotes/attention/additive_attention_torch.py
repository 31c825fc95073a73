"""Additive attention and Luong's bilinear score in PyTorch."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.attention_function_torch import attend


# --8<-- [start:check_pairs]
def _check_pairs(Q: torch.Tensor, K: torch.Tensor, **weights: torch.Tensor) -> None:
    """Refuse queries and keys of other leading axes or no width, or a mix of dtypes."""
    widths = *Q.shape[-1:], *K.shape[-1:]
    if min(Q.ndim, K.ndim) < 2 or Q.shape[:-2] != K.shape[:-2] or 0 in widths:
        shapes = f"{tuple(Q.shape)} and {tuple(K.shape)}"
        raise ValueError(f"expected Q (..., t, d_q) and K (..., s, d_k), got {shapes}")
    for name, weight in {"K": K, **weights}.items():
        if weight.dtype != Q.dtype:
            raise ValueError(f"expected {name} of {Q.dtype}, got {weight.dtype}")


# --8<-- [end:check_pairs]


# --8<-- [start:hidden_units]
def _hidden_units(
    Q: torch.Tensor,
    K: torch.Tensor,
    W_q: torch.Tensor,
    W_k: torch.Tensor,
    v: torch.Tensor,
) -> torch.Tensor:
    """Hidden layer of every pair, tanh(W_q q_i + W_k k_j), (..., t, s, units)."""
    _check_pairs(Q, K, W_q=W_q, W_k=W_k, v=v)
    d_q, d_k = Q.shape[-1], K.shape[-1]
    if v.ndim != 1 or W_q.shape != (*v.shape, d_q) or W_k.shape != (*v.shape, d_k):
        wanted = f"W_q (units, {d_q}), W_k (units, {d_k}), v (units,)"
        shapes = ", ".join(str(tuple(w.shape)) for w in (W_q, W_k, v))
        raise ValueError(f"expected {wanted}, got {shapes}")
    queries, keys = Q @ W_q.mT, K @ W_k.mT  # one product a query, one a key
    return torch.tanh(queries[..., :, None, :] + keys[..., None, :, :])


# --8<-- [end:hidden_units]


# --8<-- [start:additive_scores]
def additive_scores(
    Q: torch.Tensor,
    K: torch.Tensor,
    W_q: torch.Tensor,
    W_k: torch.Tensor,
    v: torch.Tensor,
) -> torch.Tensor:
    """Scores from a small network, e_ij = vᵀ tanh(W_q q_i + W_k k_j).

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_q)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys; their width may be another.
    W_q : float tensor, shape (units, d_q)
        Weights of the query.
    W_k : float tensor, shape (units, d_k)
        Weights of the key.
    v : float tensor, shape (units,)
        Weights of the hidden units.

    Returns
    -------
    e : float tensor, shape (..., t, s)
        Scores, |e_ij| ≤ ‖v‖₁.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), appendix A.1.2.
    """
    return _hidden_units(Q, K, W_q, W_k, v) @ v


# --8<-- [end:additive_scores]


# --8<-- [start:additive_attention]
def additive_attention(
    Q: torch.Tensor,
    K: torch.Tensor,
    V: torch.Tensor,
    W_q: torch.Tensor,
    W_k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None,
) -> torch.Tensor:
    """Attention with additive scores.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_q)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys; their width may be another.
    V : float tensor, shape (..., s, d_v)
        Values.
    W_q : float tensor, shape (units, d_q)
        Weights of the query.
    W_k : float tensor, shape (units, d_k)
        Weights of the key.
    v : float tensor, shape (units,)
        Weights of the hidden units.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    Y : float tensor, shape (..., t, d_v)
        Attention values; 0 for a query that may look nowhere.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), eq. 5 and 6, appendix A.1.2.
    """
    return attend(additive_scores(Q, K, W_q, W_k, v), V, mask)


# --8<-- [end:additive_attention]


# --8<-- [start:bilinear_scores]
def bilinear_scores(Q: torch.Tensor, K: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Scores with one matrix between query and key, e_ij = q_iᵀ W k_j.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_q)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys; their width may be another.
    W : float tensor, shape (d_q, d_k)
        Weights of every pair of components.

    Returns
    -------
    e : float tensor, shape (..., t, s)
        Scores.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, the score "general".
    """
    _check_pairs(Q, K, W=W)
    wanted = Q.shape[-1], K.shape[-1]
    if W.shape != wanted:
        raise ValueError(f"expected W of shape {wanted}, got {tuple(W.shape)}")
    return (Q @ W) @ K.mT


# --8<-- [end:bilinear_scores]
