"""Dot-product attention in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.attention_function_torch import attend


# --8<-- [start:check_queries_keys]
def _check_queries_keys(Q: torch.Tensor, K: torch.Tensor) -> None:
    """Refuse queries and keys that differ in width, leading axes or dtype."""
    same = Q.shape[:-2] == K.shape[:-2] and Q.shape[-1:] == K.shape[-1:]
    if Q.ndim < 2 or K.ndim < 2 or not same or Q.shape[-1] == 0:
        raise ValueError(
            "expected Q (..., t, d_k) and K (..., s, d_k), d_k >= 1, "
            f"got {tuple(Q.shape)}, {tuple(K.shape)}"
        )
    if Q.dtype != K.dtype:
        raise ValueError(f"expected Q and K of one dtype, got {Q.dtype} and {K.dtype}")


# --8<-- [end:check_queries_keys]


# --8<-- [start:dot_product_scores]
def dot_product_scores(Q: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    """Scores of dot-product attention, e_ij = q_iᵀ k_j.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_k)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys.

    Returns
    -------
    e : float tensor, shape (..., t, s)
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
    return Q @ K.mT


# --8<-- [end:dot_product_scores]


# --8<-- [start:dot_product_attention]
def dot_product_attention(
    Q: torch.Tensor, K: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Dot-product attention, softmax(Q Kᵀ) V, without a scale.

    Parameters
    ----------
    Q : float tensor, shape (..., t, d_k)
        Queries.
    K : float tensor, shape (..., s, d_k)
        Keys.
    V : float tensor, shape (..., s, d_v)
        Values.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    Y : float tensor, shape (..., t, d_v)
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


# --8<-- [start:attentional_states]
def attentional_states(
    S: torch.Tensor, H: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Decoder states with what they find in the encoder's states: rows [s_i; a_i].

    Queries are the decoder's states, keys and values both the encoder's.

    Parameters
    ----------
    S : float tensor, shape (..., t, h)
        States of the decoder.
    H : float tensor, shape (..., s, h)
        States of the encoder.
    mask : bool tensor, shape (..., t, s)
        True where a query may look; None if it may look everywhere.

    Returns
    -------
    C : float tensor, shape (..., t, 2 * h)
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
    return torch.cat([S, Y], dim=-1)


# --8<-- [end:attentional_states]
