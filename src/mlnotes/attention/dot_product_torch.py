"""Dot-product attention in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.attention_function_torch import attend


# --8<-- [start:dot_product_scores]
def dot_product_scores(Q: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    """Scores e_ij = q_iᵀ k_j, (..., t, s), of Q (..., t, d_k) and K (..., s, d_k)."""
    return Q @ K.mT


# --8<-- [end:dot_product_scores]


# --8<-- [start:dot_product_attention]
def dot_product_attention(
    Q: torch.Tensor, K: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Attention softmax(Q Kᵀ) V, as in the notes: without a scale."""
    return attend(dot_product_scores(Q, K), V, mask)


# --8<-- [end:dot_product_attention]
