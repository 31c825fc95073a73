"""Masks of attention, and a softmax over what they let through, gradient by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_masks]
def _check_masks(**masks: np.ndarray) -> None:
    """Refuse masks that are not bool arrays with two axes."""
    for name, mask in masks.items():
        if mask.ndim != 2 or mask.dtype != bool:
            got = f"{mask.dtype} of shape {mask.shape}"
            raise ValueError(f"expected a bool {name} with two axes, got {got}")


# --8<-- [end:check_masks]


# --8<-- [start:causal_mask]
def causal_mask(t: int) -> np.ndarray:
    """Let every place see itself and what stands before it: mask[i, j] = (j ≤ i).

    Parameters
    ----------
    t : int in [0, inf)
        Number of places: queries and keys come from the same sequence.

    Returns
    -------
    mask : bool array, shape (t, t)
        True where query i (down) may look at key j (across).

    Raises
    ------
    ValueError
        If t is negative.

    References
    ----------
    Vaswani et al. (2017), section 3.2.3.
    """
    if t < 0:
        raise ValueError(f"expected t >= 0, got {t}")
    return np.tri(t, dtype=bool)


# --8<-- [end:causal_mask]


# --8<-- [start:spread_key_mask]
def spread_key_mask(key_mask: np.ndarray, t: int) -> np.ndarray:
    """Repeat a mask of the keys for each of t queries.

    Parameters
    ----------
    key_mask : bool array, shape (n, s)
        True for a real key, False for padding, as ``padding_mask`` makes it.
    t : int in [0, inf)
        Number of queries.

    Returns
    -------
    mask : bool array, shape (n, t, s)
        ``mask[i, j]`` is ``key_mask[i]`` for every query j.

    Raises
    ------
    ValueError
        If ``key_mask`` is no bool array with two axes, or t is negative.
    """
    _check_masks(key_mask=key_mask)
    if t < 0:
        raise ValueError(f"expected t >= 0, got {t}")
    return np.repeat(key_mask[:, None, :], t, axis=1)


# --8<-- [end:spread_key_mask]


# --8<-- [start:combine_masks]
def combine_masks(key_mask: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Allow what both allow: a real key, and a pair of query and key.

    Parameters
    ----------
    key_mask : bool array, shape (n, s)
        True for a real key, one row a sequence.
    mask : bool array, shape (t, s)
        True for an allowed pair, the same for all sequences.

    Returns
    -------
    combined : bool array, shape (n, t, s)
        ``key_mask[i, k] & mask[j, k]`` at place i, j, k.

    Raises
    ------
    ValueError
        If one of them is no bool array with two axes, or their keys differ in number.
    """
    _check_masks(key_mask=key_mask, mask=mask)
    if key_mask.shape[1] != mask.shape[1]:
        shapes = f"{key_mask.shape} and {mask.shape}"
        raise ValueError(f"expected key_mask (n, s) and mask (t, s), got {shapes}")
    return key_mask[:, None, :] & mask


# --8<-- [end:combine_masks]


# --8<-- [start:allowed]
def _allowed(e: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Return where the mask allows a score that is not −∞, in e's shape."""
    if e.ndim == 0 or e.dtype.kind != "f":
        got = f"{e.dtype} of shape {e.shape}"
        raise ValueError(f"expected float scores e of shape (..., s), got {got}")
    if mask is None:
        return ~np.isneginf(e)
    if mask.shape != e.shape or mask.dtype != bool:
        got = f"{mask.dtype} of shape {mask.shape}"
        raise ValueError(f"expected a bool mask of e's shape {e.shape}, got {got}")
    return mask & ~np.isneginf(e)


# --8<-- [end:allowed]


# --8<-- [start:masked_softmax]
def masked_softmax(e: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Softmax over the keys that the mask allows; a row that allows none is all 0.

    Parameters
    ----------
    e : float array, shape (..., t, s)
        Scores. What is masked may be anything, NaN included; −∞ counts as masked.
    mask : bool array, shape (..., t, s)
        True where a query may look, of e's shape; None: everywhere.

    Returns
    -------
    A : float array, shape (..., t, s)
        Attention weights, exactly 0 where masked. A row sums to one, or is all 0. An
        allowed NaN or +∞ makes the allowed weights of its row NaN.

    Raises
    ------
    ValueError
        If e is not floating point, or the mask is not bool or not of e's shape.
    """
    allowed = _allowed(e, mask)
    A = np.zeros(e.shape, e.dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # gaps beyond range, ∞ − ∞
        largest = e.max(axis=-1, keepdims=True, initial=-np.inf, where=allowed)
        np.subtract(e, largest, out=A, where=allowed)
    np.exp(A, out=A, where=allowed)
    wide = np.result_type(e, np.float32)  # many keys: a float16 sum would overflow
    total = A.sum(axis=-1, keepdims=True, dtype=wide)
    return np.divide(A, total, out=A, where=allowed)


# --8<-- [end:masked_softmax]


# --8<-- [start:masked_softmax_backward]
def masked_softmax_backward(
    dA: np.ndarray, e: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Gradient of the masked softmax: de_j = α_j (dα_j − Σ_k α_k dα_k).

    Parameters
    ----------
    dA : float array, shape (..., t, s)
        Upstream gradient, ∂L/∂A. What is masked is not read.
    e : float array, shape (..., t, s)
        Scores.
    mask : bool array, shape (..., t, s)
        True where a query may look; None: everywhere.

    Returns
    -------
    de : float array, shape (..., t, s)
        ∂L/∂e, exactly 0 where masked; every row sums to 0.

    Raises
    ------
    ValueError
        If ``dA`` and ``e`` differ in shape, or ``masked_softmax`` refuses e and mask.
    """
    if dA.shape != e.shape:
        raise ValueError(f"expected dA of e's shape {e.shape}, got {dA.shape}")
    A = masked_softmax(e, mask)
    dA = np.where(_allowed(e, mask), dA, 0)
    return A * (dA - (A * dA).sum(axis=-1, keepdims=True))


# --8<-- [end:masked_softmax_backward]
