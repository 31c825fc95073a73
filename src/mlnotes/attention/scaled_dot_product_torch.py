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
    """Attention softmax(Q Kᵀ / √d_k) V, written as the formula."""
    return dot_product_attention(Q / math.sqrt(Q.shape[-1]), K, V, mask)


# --8<-- [end:scaled_dot_product_attention]


# --8<-- [start:fused_attention]
def fused_attention(
    Q: torch.Tensor, K: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Compute the same with PyTorch's kernel, which does not keep the weights."""
    return functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)


# --8<-- [end:fused_attention]
