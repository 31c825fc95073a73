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
    """Scaled dot-product attention, softmax(Q Kᵀ / √d_k) V.

    Parameters
    ----------
    Q : float array, shape (..., t, d_k)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys.
    V : float array, shape (..., s, d_v)
        Values.
    mask : bool array, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    Y : float array, shape (..., t, d_v)
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


# --8<-- [start:scaled_dot_product_attention_backward]
def scaled_dot_product_attention_backward(
    dY: np.ndarray,
    Q: np.ndarray,
    K: np.ndarray,
    V: np.ndarray,
    mask: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``scaled_dot_product_attention``.

    Parameters
    ----------
    dY : float array, shape (..., t, d_v)
        Upstream gradient, ∂L/∂Y.
    Q : float array, shape (..., t, d_k)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys.
    V : float array, shape (..., s, d_v)
        Values.
    mask : bool array, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    dQ : float array, shape (..., t, d_k)
        ∂L/∂Q.
    dK : float array, shape (..., s, d_k)
        ∂L/∂K.
    dV : float array, shape (..., s, d_v)
        ∂L/∂V.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.
    """
    scale = math.sqrt(Q.shape[-1])
    dQ, dK, dV = dot_product_attention_backward(dY, Q / scale, K, V, mask)
    return dQ / scale, dK, dV


# --8<-- [end:scaled_dot_product_attention_backward]
