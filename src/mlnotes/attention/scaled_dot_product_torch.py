"""Scaled dot-product attention in PyTorch: the formula, and its fused kernel."""

# --8<-- [start:imports]
import math

import torch
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import dot_product_attention


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
        If the shapes do not fit, or the mask is not of bool.

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
        If the shapes do not fit, or the mask is not of bool.

    References
    ----------
    Dao et al. (2022), algorithm 1.
    """
    return functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)


# --8<-- [end:fused_attention]
