"""Multi-head attention: several attentions beside one another, gradients by hand."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax
from mlnotes.attention.scaled_dot_product import (
    scaled_dot_product_attention,
    scaled_dot_product_attention_backward,
)


# --8<-- [start:split_heads]
def split_heads(X: np.ndarray, h: int) -> np.ndarray:
    """Cut the width into h heads: head i gets the columns i·d_k … (i + 1)·d_k − 1.

    Parameters
    ----------
    X : float array, shape (n, t, h * d_k)
        n sequences of t places.
    h : int in [1, 3]
        Number of heads; any divisor of the width.

    Returns
    -------
    Y : float array, shape (n, h, t, d_k)
        The same numbers, one head after the other.

    Raises
    ------
    ValueError
        If ``X`` has not three axes, or h does not divide its width.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.2.2.
    """
    if X.ndim != 3 or h < 1 or X.shape[2] % h:
        raise ValueError(
            f"expected X (n, t, d) with d a multiple of h = {h} >= 1, got {X.shape}"
        )
    n, t, d = X.shape
    return X.reshape(n, t, h, d // h).swapaxes(1, 2)


# --8<-- [end:split_heads]


# --8<-- [start:merge_heads]
def merge_heads(Y: np.ndarray) -> np.ndarray:
    """Put the heads beside one another: undoes ``split_heads``.

    Parameters
    ----------
    Y : float array, shape (n, h, t, d_k)
        What every head returned.

    Returns
    -------
    X : float array, shape (n, t, h * d_k)
        The heads concatenated, place by place.

    Raises
    ------
    ValueError
        If ``Y`` has not four axes.
    """
    if Y.ndim != 4:
        raise ValueError(f"expected Y (n, h, t, d_k), got {Y.shape}")
    n, h, t, d_k = Y.shape
    return Y.swapaxes(1, 2).reshape(n, t, h * d_k)


# --8<-- [end:merge_heads]


# --8<-- [start:check_layer]
def _check_layer(
    X: np.ndarray,
    Z: np.ndarray,
    mask: np.ndarray | None,
    W_in: np.ndarray,
    b_in: np.ndarray,
) -> None:
    """Refuse inputs, a mask and projections that do not belong together."""
    if X.ndim != 3 or Z.ndim != 3:
        raise ValueError(f"expected X (n, t, d), Z (n, s, d), got {X.shape}, {Z.shape}")
    (n, t, d), s = X.shape, Z.shape[1]
    wanted = [(n, s, d), (3 * d, d), (3 * d,)]
    got = [Z.shape, W_in.shape, b_in.shape]
    if got != wanted:
        raise ValueError(
            f"expected Z, W_in, b_in of the shapes {wanted} for X {X.shape}, got {got}"
        )
    if mask is not None and (mask.shape != (n, t, s) or mask.dtype != bool):
        got = f"{mask.dtype} {mask.shape}"
        raise ValueError(f"expected a bool mask (n, t, s) = {(n, t, s)}, got {got}")


# --8<-- [end:check_layer]


# --8<-- [start:project_heads]
def _project_heads(
    X: np.ndarray, Z: np.ndarray, W_in: np.ndarray, b_in: np.ndarray, h: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Queries of X, keys and values of Z, all (n, h, places, d_k)."""
    pairs = zip((X, Z, Z), np.split(W_in, 3), np.split(b_in, 3), strict=True)
    Q, K, V = (split_heads(A @ W.T + b, h) for A, W, b in pairs)
    return Q, K, V


# --8<-- [end:project_heads]


# --8<-- [start:mask_of_heads]
def _mask_of_heads(mask: np.ndarray | None, h: int) -> np.ndarray | None:
    """Give every head the same mask: (n, t, s) to (n, h, t, s), not copied."""
    if mask is None:
        return None
    n, t, s = mask.shape
    return np.broadcast_to(mask[:, None], (n, h, t, s))


# --8<-- [end:mask_of_heads]


# --8<-- [start:multi_head_attention]
def multi_head_attention(
    X: np.ndarray,
    Z: np.ndarray,
    mask: np.ndarray | None,
    W_in: np.ndarray,
    b_in: np.ndarray,
    W_out: np.ndarray,
    b_out: np.ndarray,
    h: int,
) -> np.ndarray:
    """Multi-head attention: queries from X, keys and values from Z.

    Self-attention is the case Z = X.

    Parameters
    ----------
    X : float array, shape (n, t, h * d_k)
        Places that ask.
    Z : float array, shape (n, s, h * d_k)
        Places that are looked at.
    mask : bool array, shape (n, t, s)
        True where a query may look, the same for every head; or None.
    W_in : float array, shape (3 * h * d_k, h * d_k)
        W_Q, W_K, W_V below one another; each holds the rows of head 1, 2, … in turn.
    b_in : float array, shape (3 * h * d_k,)
        Their biases.
    W_out : float array, shape (h * d_k, h * d_k)
        W_O, output projection.
    b_out : float array, shape (h * d_k,)
        Its bias.
    h : int in [1, 3]
        Number of heads; any divisor of the width.

    Returns
    -------
    Y : float array, shape (n, t, h * d_k)
        One vector for each query. A query that may look nowhere gets ``b_out``.

    Raises
    ------
    ValueError
        If the shapes disagree, or h does not divide the width.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.2.2.
    """
    _check_layer(X, Z, mask, W_in, b_in)
    d = X.shape[2]
    if W_out.shape != (d, d) or b_out.shape != (d,):
        got = f"{W_out.shape}, {b_out.shape}"
        raise ValueError(f"expected W_out ({d}, {d}) and b_out ({d},), got {got}")
    Q, K, V = _project_heads(X, Z, W_in, b_in, h)
    heads = scaled_dot_product_attention(Q, K, V, _mask_of_heads(mask, h))
    return merge_heads(heads) @ W_out.T + b_out


# --8<-- [end:multi_head_attention]


# --8<-- [start:multi_head_attention_backward]
def multi_head_attention_backward(
    dY: np.ndarray,
    X: np.ndarray,
    Z: np.ndarray,
    mask: np.ndarray | None,
    W_in: np.ndarray,
    b_in: np.ndarray,
    W_out: np.ndarray,
    h: int,
) -> tuple[np.ndarray, ...]:
    """Gradients of ``multi_head_attention``; b_out does not enter them.

    Parameters
    ----------
    dY : float array, shape (n, t, h * d_k)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (n, t, h * d_k)
        Places that ask.
    Z : float array, shape (n, s, h * d_k)
        Places that are looked at.
    mask : bool array, shape (n, t, s)
        True where a query may look; or None.
    W_in : float array, shape (3 * h * d_k, h * d_k)
        Projections of query, key and value.
    b_in : float array, shape (3 * h * d_k,)
        Their biases.
    W_out : float array, shape (h * d_k, h * d_k)
        Output projection.
    h : int in [1, 3]
        Number of heads.

    Returns
    -------
    dX : float array, shape (n, t, h * d_k)
        ∂L/∂X, by way of the queries. In self-attention add ``dZ``.
    dZ : float array, shape (n, s, h * d_k)
        ∂L/∂Z, by way of keys and values.
    dW_in : float array, shape (3 * h * d_k, h * d_k)
        ∂L/∂W_in.
    db_in : float array, shape (3 * h * d_k,)
        ∂L/∂b_in.
    dW_out : float array, shape (h * d_k, h * d_k)
        ∂L/∂W_out.
    db_out : float array, shape (h * d_k,)
        ∂L/∂b_out.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_layer(X, Z, mask, W_in, b_in)
    d = X.shape[2]
    if dY.shape != X.shape or W_out.shape != (d, d):
        got = f"{dY.shape}, {W_out.shape}"
        raise ValueError(f"expected dY {X.shape} and W_out ({d}, {d}), got {got}")
    Q, K, V = _project_heads(X, Z, W_in, b_in, h)
    mask = _mask_of_heads(mask, h)
    C = merge_heads(scaled_dot_product_attention(Q, K, V, mask))
    dheads = split_heads(dY @ W_out, h)
    grads = scaled_dot_product_attention_backward(dheads, Q, K, V, mask)
    dQ, dK, dV = map(merge_heads, grads)
    W_q, W_k, W_v = np.split(W_in, 3)
    pairs = ((dQ, X), (dK, Z), (dV, Z))
    dW_in = np.concatenate([np.einsum("nti,ntj->ij", dA, A) for dA, A in pairs])
    db_in = np.concatenate([dA.sum(axis=(0, 1)) for dA, _ in pairs])
    dW_out = np.einsum("nti,ntj->ij", dY, C)
    return dQ @ W_q, dK @ W_k + dV @ W_v, dW_in, db_in, dW_out, dY.sum(axis=(0, 1))


# --8<-- [end:multi_head_attention_backward]


# --8<-- [start:multi_head_weights]
def multi_head_weights(
    X: np.ndarray,
    Z: np.ndarray,
    mask: np.ndarray | None,
    W_in: np.ndarray,
    b_in: np.ndarray,
    h: int,
) -> np.ndarray:
    """Attention weights of every head, to look at.

    Parameters
    ----------
    X : float array, shape (n, t, h * d_k)
        Places that ask.
    Z : float array, shape (n, s, h * d_k)
        Places that are looked at.
    mask : bool array, shape (n, t, s)
        True where a query may look; or None.
    W_in : float array, shape (3 * h * d_k, h * d_k)
        Projections of query, key and value.
    b_in : float array, shape (3 * h * d_k,)
        Their biases.
    h : int in [1, 3]
        Number of heads.

    Returns
    -------
    A : float array, shape (n, h, t, s)
        Rows that sum to one, or are 0 where a query may look nowhere.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_layer(X, Z, mask, W_in, b_in)
    Q, K, _ = _project_heads(X, Z, W_in, b_in, h)
    scores = dot_product_scores(Q / math.sqrt(Q.shape[-1]), K)
    return masked_softmax(scores, _mask_of_heads(mask, h))


# --8<-- [end:multi_head_weights]
