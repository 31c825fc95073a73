"""Dot-product attention, gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.attention_function import attend, attend_backward


# --8<-- [start:dot_product_scores]
def dot_product_scores(Q: np.ndarray, K: np.ndarray) -> np.ndarray:
    """Scores e_ij = q_iᵀ k_j, (..., t, s), of Q (..., t, d_k) and K (..., s, d_k)."""
    return Q @ K.swapaxes(-1, -2)


# --8<-- [end:dot_product_scores]


# --8<-- [start:dot_product_scores_backward]
def dot_product_scores_backward(
    de: np.ndarray, Q: np.ndarray, K: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of the scores: dQ = de K, dK = deᵀ Q."""
    return de @ K, de.swapaxes(-1, -2) @ Q


# --8<-- [end:dot_product_scores_backward]


# --8<-- [start:dot_product_attention]
def dot_product_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Attention softmax(Q Kᵀ) V, as in the notes: without a scale."""
    return attend(dot_product_scores(Q, K), V, mask)


# --8<-- [end:dot_product_attention]


# --8<-- [start:dot_product_attention_backward]
def dot_product_attention_backward(
    dY: np.ndarray,
    Q: np.ndarray,
    K: np.ndarray,
    V: np.ndarray,
    mask: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``dot_product_attention``: dQ, dK, dV."""
    de, dV = attend_backward(dY, dot_product_scores(Q, K), V, mask)
    dQ, dK = dot_product_scores_backward(de, Q, K)
    return dQ, dK, dV


# --8<-- [end:dot_product_attention_backward]
