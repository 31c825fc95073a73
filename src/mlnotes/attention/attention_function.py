"""The attention function: weights from scores, then a weighted mean of values."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.masks import masked_softmax, masked_softmax_backward


# --8<-- [start:check_values]
def _check_values(e: np.ndarray, V: np.ndarray) -> None:
    """Refuse values that are not one row a key, of e's leading axes and dtype."""
    if e.ndim < 2 or V.ndim < 2 or V.shape[:-1] != (*e.shape[:-2], e.shape[-1]):
        shapes = f"{e.shape} and {V.shape}"
        raise ValueError(f"expected e (..., t, s) and V (..., s, d_v), got {shapes}")
    if e.dtype != V.dtype:
        raise ValueError(f"expected e and V of one dtype, got {e.dtype} and {V.dtype}")


# --8<-- [end:check_values]


# --8<-- [start:attend]
def attend(e: np.ndarray, V: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Attention values: a_i = Σ_j α_ij v_j, with α_i the softmax of row i of e.

    Parameters
    ----------
    e : float array, shape (..., t, s)
        Scores of t queries with s keys.
    V : float array, shape (..., s, d_v)
        Values, one row a key. A masked row must be finite: 0 · NaN is NaN.
    mask : bool array, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    Y : float array, shape (..., t, d_v)
        Attention values, one row a query; 0 where a query may look nowhere.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.

    References
    ----------
    Bahdanau et al. (2015), eq. 5 and 6; Vaswani et al. (2017), section 3.2.
    """
    _check_values(e, V)
    return masked_softmax(e, mask) @ V


# --8<-- [end:attend]


# --8<-- [start:attend_backward]
def attend_backward(
    dY: np.ndarray, e: np.ndarray, V: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of ``attend``: dV = Aᵀ dY; de from dA = dY Vᵀ through the softmax.

    Parameters
    ----------
    dY : float array, shape (..., t, d_v)
        Upstream gradient, ∂L/∂Y.
    e : float array, shape (..., t, s)
        Scores.
    V : float array, shape (..., s, d_v)
        Values.
    mask : bool array, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    de : float array, shape (..., t, s)
        ∂L/∂e, exactly 0 where masked.
    dV : float array, shape (..., s, d_v)
        ∂L/∂V, 0 in the row of a key that no query may look at.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.
    """
    _check_values(e, V)
    if dY.shape != (*e.shape[:-1], V.shape[-1]):
        shapes = f"{dY.shape}, {e.shape} and {V.shape}"
        raise ValueError(f"expected dY (..., t, d_v) beside e and V, got {shapes}")
    A = masked_softmax(e, mask)
    de = masked_softmax_backward(dY @ V.swapaxes(-1, -2), e, mask)
    return de, A.swapaxes(-1, -2) @ dY


# --8<-- [end:attend_backward]


# --8<-- [start:gaussian_scores]
def gaussian_scores(Q: np.ndarray, K: np.ndarray, bandwidth: float) -> np.ndarray:
    """Scores of a Gaussian kernel: e_ij = −‖q_i − k_j‖² / (2σ²), σ the bandwidth.

    With ``attend`` they give the Nadaraya–Watson estimate of a regression.

    Parameters
    ----------
    Q : float array, shape (..., t, d_k)
        Queries: points at which the estimate is wanted.
    K : float array, shape (..., s, d_k)
        Keys: points at which a value is known.
    bandwidth : float in (0, inf)
        Distance at which a score is −1/2.

    Returns
    -------
    e : float array, shape (..., t, s)
        Scores, at most 0.

    Raises
    ------
    ValueError
        If Q and K differ in width or leading axes, or the bandwidth is not positive.

    References
    ----------
    Nadaraya (1964); Watson (1964).
    """
    if min(Q.ndim, K.ndim) < 2 or Q.shape[:-2] + Q.shape[-1:] != (
        K.shape[:-2] + K.shape[-1:]
    ):
        shapes = f"{Q.shape} and {K.shape}"
        raise ValueError(f"expected Q (..., t, d_k) and K (..., s, d_k), got {shapes}")
    if not bandwidth > 0:
        raise ValueError(f"expected bandwidth > 0, got {bandwidth}")
    difference = Q[..., :, None, :] - K[..., None, :, :]
    return -((difference / bandwidth) ** 2).sum(axis=-1) / 2


# --8<-- [end:gaussian_scores]
