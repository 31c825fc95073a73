"""Additive attention and Luong's bilinear score, gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.attention_function import attend, attend_backward


# --8<-- [start:check_pairs]
def _check_pairs(Q: np.ndarray, K: np.ndarray, **weights: np.ndarray) -> None:
    """Refuse queries and keys of other leading axes or no width, or a mix of dtypes."""
    widths = *Q.shape[-1:], *K.shape[-1:]
    if min(Q.ndim, K.ndim) < 2 or Q.shape[:-2] != K.shape[:-2] or 0 in widths:
        shapes = f"{Q.shape} and {K.shape}"
        raise ValueError(f"expected Q (..., t, d_q) and K (..., s, d_k), got {shapes}")
    for name, weight in {"K": K, **weights}.items():
        if weight.dtype != Q.dtype:
            raise ValueError(f"expected {name} of {Q.dtype}, got {weight.dtype}")


# --8<-- [end:check_pairs]


# --8<-- [start:hidden_units]
def _hidden_units(
    Q: np.ndarray, K: np.ndarray, W_q: np.ndarray, W_k: np.ndarray, v: np.ndarray
) -> np.ndarray:
    """Hidden layer of every pair, tanh(W_q q_i + W_k k_j), (..., t, s, units)."""
    _check_pairs(Q, K, W_q=W_q, W_k=W_k, v=v)
    d_q, d_k = Q.shape[-1], K.shape[-1]
    if v.ndim != 1 or W_q.shape != (*v.shape, d_q) or W_k.shape != (*v.shape, d_k):
        wanted = f"W_q (units, {d_q}), W_k (units, {d_k}), v (units,)"
        shapes = f"{W_q.shape}, {W_k.shape}, {v.shape}"
        raise ValueError(f"expected {wanted}, got {shapes}")
    queries, keys = Q @ W_q.T, K @ W_k.T  # one product a query, one a key
    return np.tanh(queries[..., :, None, :] + keys[..., None, :, :])


# --8<-- [end:hidden_units]


# --8<-- [start:additive_scores]
def additive_scores(
    Q: np.ndarray, K: np.ndarray, W_q: np.ndarray, W_k: np.ndarray, v: np.ndarray
) -> np.ndarray:
    """Scores from a small network, e_ij = vᵀ tanh(W_q q_i + W_k k_j).

    Parameters
    ----------
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    W_q : float array, shape (units, d_q)
        Weights of the query.
    W_k : float array, shape (units, d_k)
        Weights of the key.
    v : float array, shape (units,)
        Weights of the hidden units.

    Returns
    -------
    e : float array, shape (..., t, s)
        Scores, |e_ij| ≤ ‖v‖₁.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), appendix A.1.2.
    """
    return _hidden_units(Q, K, W_q, W_k, v) @ v


# --8<-- [end:additive_scores]


# --8<-- [start:additive_scores_backward]
def additive_scores_backward(
    de: np.ndarray,
    Q: np.ndarray,
    K: np.ndarray,
    W_q: np.ndarray,
    W_k: np.ndarray,
    v: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of the scores: a query sums over keys, a key over queries.

    Parameters
    ----------
    de : float array, shape (..., t, s)
        Upstream gradient, ∂L/∂e.
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    W_q : float array, shape (units, d_q)
        Weights of the query.
    W_k : float array, shape (units, d_k)
        Weights of the key.
    v : float array, shape (units,)
        Weights of the hidden units.

    Returns
    -------
    dQ : float array, shape (..., t, d_q)
        ∂L/∂Q.
    dK : float array, shape (..., s, d_k)
        ∂L/∂K.
    dW_q : float array, shape (units, d_q)
        ∂L/∂W_q, the sum over all pairs.
    dW_k : float array, shape (units, d_k)
        ∂L/∂W_k, the sum over all pairs.
    dv : float array, shape (units,)
        ∂L/∂v, the sum over all pairs.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.
    """
    hidden = _hidden_units(Q, K, W_q, W_k, v)
    if de.shape != hidden.shape[:-1]:
        raise ValueError(f"expected de of shape {hidden.shape[:-1]}, got {de.shape}")
    dv = np.tensordot(de, hidden, axes=de.ndim)
    du = de[..., None] * v * (1 - hidden**2)  # (..., t, s, units)
    dqueries, dkeys = du.sum(axis=-2), du.sum(axis=-3)
    leading = tuple(range(Q.ndim - 1))
    dW_q = np.tensordot(dqueries, Q, axes=(leading, leading))
    dW_k = np.tensordot(dkeys, K, axes=(leading, leading))
    return dqueries @ W_q, dkeys @ W_k, dW_q, dW_k, dv


# --8<-- [end:additive_scores_backward]


# --8<-- [start:additive_attention]
def additive_attention(
    Q: np.ndarray,
    K: np.ndarray,
    V: np.ndarray,
    W_q: np.ndarray,
    W_k: np.ndarray,
    v: np.ndarray,
    mask: np.ndarray | None,
) -> np.ndarray:
    """Attention with additive scores.

    Parameters
    ----------
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    V : float array, shape (..., s, d_v)
        Values.
    W_q : float array, shape (units, d_q)
        Weights of the query.
    W_k : float array, shape (units, d_k)
        Weights of the key.
    v : float array, shape (units,)
        Weights of the hidden units.
    mask : bool array, shape (..., t, s)
        True where a query may look; None: everywhere.

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
    Bahdanau, Cho and Bengio (2015), eq. 5 and 6, appendix A.1.2.
    """
    return attend(additive_scores(Q, K, W_q, W_k, v), V, mask)


# --8<-- [end:additive_attention]


# --8<-- [start:additive_attention_backward]
def additive_attention_backward(
    dY: np.ndarray,
    Q: np.ndarray,
    K: np.ndarray,
    V: np.ndarray,
    W_q: np.ndarray,
    W_k: np.ndarray,
    v: np.ndarray,
    mask: np.ndarray | None,
) -> tuple[np.ndarray, ...]:
    """Gradients of ``additive_attention``, in the order of its arguments.

    Parameters
    ----------
    dY : float array, shape (..., t, d_v)
        Upstream gradient, ∂L/∂Y.
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    V : float array, shape (..., s, d_v)
        Values.
    W_q : float array, shape (units, d_q)
        Weights of the query.
    W_k : float array, shape (units, d_k)
        Weights of the key.
    v : float array, shape (units,)
        Weights of the hidden units.
    mask : bool array, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    dQ : float array, shape (..., t, d_q)
    dK : float array, shape (..., s, d_k)
    dV : float array, shape (..., s, d_v)
    dW_q : float array, shape (units, d_q)
    dW_k : float array, shape (units, d_k)
    dv : float array, shape (units,)

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, or the mask is not bool.
    """
    e = additive_scores(Q, K, W_q, W_k, v)
    de, dV = attend_backward(dY, e, V, mask)
    dQ, dK, *weights = additive_scores_backward(de, Q, K, W_q, W_k, v)
    return dQ, dK, dV, *weights


# --8<-- [end:additive_attention_backward]


# --8<-- [start:bilinear_scores]
def bilinear_scores(Q: np.ndarray, K: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Scores with one matrix between query and key, e_ij = q_iᵀ W k_j.

    Parameters
    ----------
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    W : float array, shape (d_q, d_k)
        Weights of every pair of components.

    Returns
    -------
    e : float array, shape (..., t, s)
        Scores.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, the score "general".
    """
    _check_pairs(Q, K, W=W)
    wanted = Q.shape[-1], K.shape[-1]
    if W.shape != wanted:
        raise ValueError(f"expected W of shape {wanted}, got {W.shape}")
    return (Q @ W) @ K.swapaxes(-1, -2)


# --8<-- [end:bilinear_scores]


# --8<-- [start:bilinear_scores_backward]
def bilinear_scores_backward(
    de: np.ndarray, Q: np.ndarray, K: np.ndarray, W: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the scores: dQ = de K Wᵀ, dK = deᵀ Q W, dW = Σ Qᵀ de K.

    Parameters
    ----------
    de : float array, shape (..., t, s)
        Upstream gradient, ∂L/∂e.
    Q : float array, shape (..., t, d_q)
        Queries.
    K : float array, shape (..., s, d_k)
        Keys; their width may be another.
    W : float array, shape (d_q, d_k)
        Weights of every pair of components.

    Returns
    -------
    dQ : float array, shape (..., t, d_q)
        ∂L/∂Q.
    dK : float array, shape (..., s, d_k)
        ∂L/∂K.
    dW : float array, shape (d_q, d_k)
        ∂L/∂W, the sum over the leading axes.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree.
    """
    if de.shape != (wanted := bilinear_scores(Q, K, W).shape):
        raise ValueError(f"expected de of shape {wanted}, got {de.shape}")
    leading, found = tuple(range(Q.ndim - 1)), de @ K
    dW = np.tensordot(Q, found, axes=(leading, leading))
    return found @ W.T, de.swapaxes(-1, -2) @ (Q @ W), dW


# --8<-- [end:bilinear_scores_backward]
