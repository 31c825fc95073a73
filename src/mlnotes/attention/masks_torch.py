"""Masks of attention in PyTorch, and a softmax over what they let through."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:check_masks]
def _check_masks(**masks: torch.Tensor) -> None:
    """Refuse masks that are not bool tensors with two axes."""
    for name, mask in masks.items():
        if mask.ndim != 2 or mask.dtype != torch.bool:
            got = f"{mask.dtype} of shape {tuple(mask.shape)}"
            raise ValueError(f"expected a bool {name} with two axes, got {got}")


# --8<-- [end:check_masks]


# --8<-- [start:causal_mask]
def causal_mask(t: int, device: torch.device | str | None = None) -> torch.Tensor:
    """Let every place see itself and what stands before it: mask[i, j] = (j ≤ i).

    Parameters
    ----------
    t : int in [0, inf)
        Number of places: queries and keys come from the same sequence.
    device : torch.device, optional
        Where the mask is made; None: PyTorch's default.

    Returns
    -------
    mask : bool tensor, shape (t, t)
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
    return torch.ones(t, t, dtype=torch.bool, device=device).tril()


# --8<-- [end:causal_mask]


# --8<-- [start:spread_key_mask]
def spread_key_mask(key_mask: torch.Tensor, t: int) -> torch.Tensor:
    """Repeat a mask of the keys for each of t queries, without a copy.

    Parameters
    ----------
    key_mask : bool tensor, shape (n, s)
        True for a real key, False for padding, as ``padding_mask`` makes it.
    t : int in [0, inf)
        Number of queries.

    Returns
    -------
    mask : bool tensor, shape (n, t, s)
        ``mask[i, j]`` is ``key_mask[i]`` for every query j.

    Raises
    ------
    ValueError
        If ``key_mask`` is no bool tensor with two axes, or t is negative.
    """
    _check_masks(key_mask=key_mask)
    if t < 0:
        raise ValueError(f"expected t >= 0, got {t}")
    return key_mask[:, None, :].expand(-1, t, -1)


# --8<-- [end:spread_key_mask]


# --8<-- [start:combine_masks]
def combine_masks(key_mask: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Allow what both allow: a real key, and a pair of query and key.

    Parameters
    ----------
    key_mask : bool tensor, shape (n, s)
        True for a real key, one row a sequence.
    mask : bool tensor, shape (t, s)
        True for an allowed pair, the same for all sequences.

    Returns
    -------
    combined : bool tensor, shape (n, t, s)
        ``key_mask[i, k] & mask[j, k]`` at place i, j, k.

    Raises
    ------
    ValueError
        If one of them is no bool tensor with two axes, or their keys differ in number.
    """
    _check_masks(key_mask=key_mask, mask=mask)
    if key_mask.shape[1] != mask.shape[1]:
        shapes = f"{tuple(key_mask.shape)} and {tuple(mask.shape)}"
        raise ValueError(f"expected key_mask (n, s) and mask (t, s), got {shapes}")
    return key_mask[:, None, :] & mask


# --8<-- [end:combine_masks]


# --8<-- [start:allowed]
def _allowed(e: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Return where the mask allows a score that is not −∞, in e's shape."""
    if e.ndim == 0 or not e.is_floating_point():
        got = f"{e.dtype} of shape {tuple(e.shape)}"
        raise ValueError(f"expected float scores e of shape (..., s), got {got}")
    if mask is None:
        return ~torch.isneginf(e)
    if mask.shape != e.shape or mask.dtype != torch.bool:
        got = f"{mask.dtype} of shape {tuple(mask.shape)}"
        raise ValueError(
            f"expected a bool mask of e's shape {tuple(e.shape)}, got {got}"
        )
    return mask & ~torch.isneginf(e)


# --8<-- [end:allowed]


# --8<-- [start:masked_softmax]
def masked_softmax(e: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Softmax over the keys that the mask allows; a row that allows none is all 0.

    Parameters
    ----------
    e : float tensor, shape (..., t, s)
        Scores. What is masked may be anything, NaN included; −∞ counts as masked.
    mask : bool tensor, shape (..., t, s)
        True where a query may look, of e's shape; None: everywhere.

    Returns
    -------
    A : float tensor, shape (..., t, s)
        Attention weights, exactly 0 where masked. A row sums to one, or is all 0. An
        allowed NaN or +∞ makes the allowed weights of its row NaN.

    Raises
    ------
    ValueError
        If e is not floating point, or the mask is not bool or not of e's shape.
    """
    allowed = _allowed(e, mask)
    empty = ~allowed.any(dim=-1, keepdim=True)
    # A row of −∞ only would give NaN, in the gradient too: it becomes a row of zeros.
    scores = e.masked_fill(~allowed, -torch.inf).masked_fill(empty, 0)
    return torch.softmax(scores, dim=-1).masked_fill(~allowed, 0)


# --8<-- [end:masked_softmax]
