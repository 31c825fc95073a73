"""The attention function in PyTorch: weights from scores, then a weighted mean."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.masks_torch import masked_softmax


# --8<-- [start:check_values]
def _check_values(e: torch.Tensor, V: torch.Tensor) -> None:
    """Refuse values that are not one row a key, of e's leading axes and dtype."""
    if e.ndim < 2 or V.ndim < 2 or V.shape[:-1] != (*e.shape[:-2], e.shape[-1]):
        shapes = f"{tuple(e.shape)} and {tuple(V.shape)}"
        raise ValueError(f"expected e (..., t, s) and V (..., s, d_v), got {shapes}")
    if e.dtype != V.dtype:
        raise ValueError(f"expected e and V of one dtype, got {e.dtype} and {V.dtype}")


# --8<-- [end:check_values]


# --8<-- [start:attend]
def attend(e: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Attention values: a_i = Σ_j α_ij v_j, with α_i the softmax of row i of e.

    Parameters
    ----------
    e : float tensor, shape (..., t, s)
        Scores of t queries with s keys.
    V : float tensor, shape (..., s, d_v)
        Values, one row a key. A masked row must be finite: 0 · NaN is NaN.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    Y : float tensor, shape (..., t, d_v)
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


# --8<-- [start:gaussian_scores]
def gaussian_scores(Q: torch.Tensor, K: torch.Tensor, bandwidth: float) -> torch.Tensor:
    """Scores of a Gaussian kernel: e_ij = −‖q_i − k_j‖² / (2σ²), σ the bandwidth.

    With ``attend`` they give the Nadaraya–Watson estimate of a regression.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_k)
        Queries: points at which the estimate is wanted.
    K : float tensor, shape (..., s, d_k)
        Keys: points at which a value is known.
    bandwidth : float in (0, inf)
        Distance at which a score is −1/2.

    Returns
    -------
    e : float tensor, shape (..., t, s)
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
        shapes = f"{tuple(Q.shape)} and {tuple(K.shape)}"
        raise ValueError(f"expected Q (..., t, d_k) and K (..., s, d_k), got {shapes}")
    if not bandwidth > 0:
        raise ValueError(f"expected bandwidth > 0, got {bandwidth}")
    difference = Q[..., :, None, :] - K[..., None, :, :]
    return -((difference / bandwidth) ** 2).sum(dim=-1) / 2


# --8<-- [end:gaussian_scores]
