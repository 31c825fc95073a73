"""Reading attention maps: entropy, weights with the length of the values, rollout."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_map]
def _check_map(A: np.ndarray) -> None:
    """Refuse what is no attention map: rows of weights, each with the sum one."""
    tolerance = 8 * A.shape[-1] * np.finfo(A.dtype).eps
    if not (A >= 0).all() or not (abs(A.sum(axis=-1) - 1) <= tolerance).all():
        raise ValueError("expected rows of weights >= 0 with the sum 1, got others")


# --8<-- [end:check_map]


# --8<-- [start:attention_entropy]
def attention_entropy(A: np.ndarray) -> np.ndarray:
    """Entropy of each row of a map, −Σ_j α_ij log α_ij, where 0 log 0 = 0.

    Parameters
    ----------
    A : probability array, shape (..., t, s)
        Attention weights.

    Returns
    -------
    H : float array, shape (..., t)
        Nats: 0 if a query looks at one key, log s if it looks at all alike.

    Raises
    ------
    ValueError
        If a weight is negative or NaN, or a row does not sum to one.

    References
    ----------
    Shannon (1948), section 6.
    """
    _check_map(A)
    return 0 - (A * np.log(np.where(A > 0, A, 1))).sum(axis=-1)


# --8<-- [end:attention_entropy]


# --8<-- [start:weighted_norms]
def weighted_norms(A: np.ndarray, V: np.ndarray) -> np.ndarray:
    """Length of what each key adds to the attention value, ‖α_ij v_j‖ = α_ij ‖v_j‖.

    Parameters
    ----------
    A : probability array, shape (..., t, s)
        Attention weights.
    V : float array, shape (..., s, d_v)
        Values.

    Returns
    -------
    N : float array, shape (..., t, s)
        Lengths, in the unit of the values.

    Raises
    ------
    ValueError
        If the shapes do not fit, or ``A`` is no attention map.

    References
    ----------
    Kobayashi et al. (2020), eq. 5, without the output projection.
    """
    if A.ndim != V.ndim or V.shape[:-1] != (*A.shape[:-2], *A.shape[-1:]):
        raise ValueError(
            f"expected A (..., t, s) and V (..., s, d_v), got {A.shape}, {V.shape}"
        )
    _check_map(A)
    return A * np.linalg.norm(V, axis=-1)[..., None, :].astype(A.dtype)


# --8<-- [end:weighted_norms]


# --8<-- [start:attention_rollout]
def attention_rollout(A: np.ndarray) -> np.ndarray:
    """Follow self-attention through k layers: the product of ½ (A + I), last one left.

    Parameters
    ----------
    A : probability array, shape (k, n, t, t)
        Maps of layer 1 to k, averaged over the heads.

    Returns
    -------
    R : float array, shape (n, t, t)
        Share of each input place in each output place; rows sum to one.

    Raises
    ------
    ValueError
        If ``A`` has another shape, no layer, or is no attention map.

    References
    ----------
    Abnar and Zuidema (2020), section 3.1.
    """
    if A.ndim != 4 or len(A) == 0 or A.shape[2] != A.shape[3]:
        raise ValueError(f"expected A of shape (k, n, t, t), k >= 1, got {A.shape}")
    _check_map(A)
    identity = np.eye(A.shape[-1], dtype=A.dtype)
    R = (A[0] + identity) / 2
    for layer in A[1:]:
        R = (layer + identity) / 2 @ R
    return R


# --8<-- [end:attention_rollout]
