"""The attention function: weights from scores, then a weighted mean of values."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.masks import masked_softmax, masked_softmax_backward


# --8<-- [start:attend]
def attend(e: np.ndarray, V: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Attention values Y = A V (..., t, d_v) from scores e (..., t, s), A their softmax."""
    return masked_softmax(e, mask) @ V


# --8<-- [end:attend]


# --8<-- [start:attend_backward]
def attend_backward(
    dY: np.ndarray, e: np.ndarray, V: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of ``attend``: dV = Aᵀ dY, and de from dA = dY Vᵀ through the softmax."""
    A = masked_softmax(e, mask)
    de = masked_softmax_backward(dY @ V.swapaxes(-1, -2), e, mask)
    return de, A.swapaxes(-1, -2) @ dY


# --8<-- [end:attend_backward]
