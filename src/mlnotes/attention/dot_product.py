"""Dot-product attention, gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.attention_function import attend, attend_backward


# --8<-- [start:check_queries_keys]
def _check_queries_keys(Q: np.ndarray, K: np.ndarray) -> None:
    """Refuse queries and keys that differ in width, leading axes or dtype."""
    same = Q.shape[:-2] == K.shape[:-2] and Q.shape[-1:] == K.shape[-1:]
    if Q.ndim < 2 or K.ndim < 2 or not same or Q.shape[-1] == 0:
        raise ValueError(
            "expected Q (..., t, d_k) and K (..., s, d_k), d_k >= 1, "
            f"got {Q.shape}, {K.shape}"
        )
    if Q.dtype != K.dtype:
        raise ValueError(f"expected Q and K of one dtype, got {Q.dtype} and {K.dtype}")


# --8<-- [end:check_queries_keys]


# --8<-- [start:dot_product_scores]
def dot_product_scores(Q: np.ndarray, K: np.ndarray) -> np.ndarray:
    """Scores of dot-product attention, e_ij = q_iᵀ k_j.

    Parameters
    ----------
    Q : float array, shape (..., t, d_k)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys.

    Returns
    -------
    e : float array, shape (..., t, s)
        Scores.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the width is 0.

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, the score "dot".
    """
    _check_queries_keys(Q, K)
    return Q @ K.swapaxes(-1, -2)


# --8<-- [end:dot_product_scores]


# --8<-- [start:dot_product_scores_backward]
def dot_product_scores_backward(
    de: np.ndarray, Q: np.ndarray, K: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of the scores: dQ = de K, dK = deᵀ Q.

    Parameters
    ----------
    de : float array, shape (..., t, s)
        Upstream gradient, ∂L/∂e.
    Q : float array, shape (..., t, d_k)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys.

    Returns
    -------
    dQ : float array, shape (..., t, d_k)
        ∂L/∂Q.
    dK : float array, shape (..., s, d_k)
        ∂L/∂K.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the width is 0.
    """
    _check_queries_keys(Q, K)
    if de.shape != (*Q.shape[:-1], K.shape[-2]):
        wanted = *Q.shape[:-1], K.shape[-2]
        raise ValueError(f"expected de of shape {wanted}, got {de.shape}")
    return de @ K, de.swapaxes(-1, -2) @ Q


# --8<-- [end:dot_product_scores_backward]


# --8<-- [start:dot_product_attention]
def dot_product_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Dot-product attention, softmax(Q Kᵀ) V, without a scale.

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
    Luong, Pham and Manning (2015), section 3.1, the score "dot".
    """
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
    """Gradients of ``dot_product_attention``.

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
    de, dV = attend_backward(dY, dot_product_scores(Q, K), V, mask)
    dQ, dK = dot_product_scores_backward(de, Q, K)
    return dQ, dK, dV


# --8<-- [end:dot_product_attention_backward]


# --8<-- [start:attentional_states]
def attentional_states(
    S: np.ndarray, H: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Decoder states with what they find in the encoder's states: rows [s_i; a_i].

    Queries are the decoder's states, keys and values both the encoder's.

    Parameters
    ----------
    S : float array, shape (..., t, h)
        States of the decoder.
    H : float array, shape (..., s, h)
        States of the encoder.
    mask : bool array, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    C : float array, shape (..., t, 2 * h)
        First the h numbers of the state, then the h of its attention value.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.

    References
    ----------
    Luong, Pham and Manning (2015), eq. 5 before its tanh layer.
    """
    Y = dot_product_attention(S, H, H, mask)
    return np.concatenate([S, Y], axis=-1)


# --8<-- [end:attentional_states]


# --8<-- [start:attentional_states_backward]
def attentional_states_backward(
    dC: np.ndarray, S: np.ndarray, H: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of ``attentional_states``; H gets one as keys and one as values.

    Parameters
    ----------
    dC : float array, shape (..., t, 2 * h)
        Upstream gradient, ∂L/∂C.
    S : float array, shape (..., t, h)
        States of the decoder.
    H : float array, shape (..., s, h)
        States of the encoder.
    mask : bool array, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    dS : float array, shape (..., t, h)
        ∂L/∂S, directly and as queries.
    dH : float array, shape (..., s, h)
        ∂L/∂H, as keys and as values.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.
    """
    h = S.shape[-1]
    if dC.shape != (*S.shape[:-1], 2 * h):
        raise ValueError(f"expected dC (..., t, 2h) for S {S.shape}, got {dC.shape}")
    dQ, dK, dV = dot_product_attention_backward(dC[..., h:], S, H, H, mask)
    return dC[..., :h] + dQ, dK + dV


# --8<-- [end:attentional_states_backward]
