"""Scaled dot-product attention in PyTorch: the formula, and its fused kernel."""

# --8<-- [start:imports]
import math

import torch
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import (
    _check_queries_keys,
    dot_product_attention,
)


# --8<-- [start:scaled_dot_product_attention]
def scaled_dot_product_attention(
    Q: torch.Tensor, K: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Scaled dot-product attention, softmax(Q Kᵀ / √d_k) V.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_k)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys.
    V : float tensor, shape (..., s, d_v)
        Values.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

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
    Vaswani et al. (2017), eq. 1.
    """
    return dot_product_attention(Q / math.sqrt(Q.shape[-1]), K, V, mask)


# --8<-- [end:scaled_dot_product_attention]


# --8<-- [start:fused_attention]
def fused_attention(
    Q: torch.Tensor, K: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Scaled dot-product attention by PyTorch's kernel, which keeps no weights.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_k)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys.
    V : float tensor, shape (..., s, d_v)
        Values.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

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
    Dao et al. (2022), algorithm 1.
    """
    _check_queries_keys(Q, K)
    if V.shape[:-1] != K.shape[:-1] or V.dtype != K.dtype:
        got = f"{tuple(V.shape)} of {V.dtype}"
        raise ValueError(f"expected V (..., s, d_v) beside K, of its dtype, got {got}")
    pairs = *Q.shape[:-1], K.shape[-2]
    if mask is not None and (mask.shape != pairs or mask.dtype != torch.bool):
        got = f"{mask.dtype} of shape {tuple(mask.shape)}"
        raise ValueError(f"expected a bool mask of shape {pairs}, got {got}")
    return functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)


# --8<-- [end:fused_attention]
