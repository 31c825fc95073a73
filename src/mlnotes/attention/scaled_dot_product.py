"""Scaled dot-product attention, gradients by hand."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.dot_product import (
    dot_product_attention,
    dot_product_attention_backward,
)


# --8<-- [start:scaled_dot_product_attention]
def scaled_dot_product_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Attention softmax(Q Kᵀ / √d_k) V."""
    return dot_product_attention(Q / math.sqrt(Q.shape[-1]), K, V, mask)


# --8<-- [end:scaled_dot_product_attention]


# --8<-- [start:scaled_dot_product_attention_backward]
def scaled_dot_product_attention_backward(
    dY: np.ndarray,
    Q: np.ndarray,
    K: np.ndarray,
    V: np.ndarray,
    mask: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``scaled_dot_product_attention``: dQ, dK, dV."""
    scale = math.sqrt(Q.shape[-1])
    dQ, dK, dV = dot_product_attention_backward(dY, Q / scale, K, V, mask)
    return dQ / scale, dK, dV


# --8<-- [end:scaled_dot_product_attention_backward]
