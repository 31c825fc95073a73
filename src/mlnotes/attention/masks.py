"""Masks of attention, and a softmax over what they let through, gradient by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:causal_mask]
def causal_mask(t: int) -> np.ndarray:
    """Let every place see itself and what stands before it: mask[i, j] = (j ≤ i)."""
    if t < 0:
        raise ValueError(f"expected t >= 0, got {t}")
    return np.tri(t, dtype=bool)


# --8<-- [end:causal_mask]


# --8<-- [start:combine_masks]
def combine_masks(key_mask: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Mask (n, t, s) of what both allow: a real key (n, s), and a pair (t, s)."""
    if key_mask.ndim != 2 or mask.ndim != 2 or key_mask.shape[1] != mask.shape[1]:
        shapes = f"{key_mask.shape}, {mask.shape}"
        raise ValueError(f"expected key_mask (n, s) and mask (t, s), got {shapes}")
    return key_mask[:, None, :] & mask


# --8<-- [end:combine_masks]


# --8<-- [start:masked_softmax]
def masked_softmax(e: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """Softmax over the keys that the mask allows; a row that allows none is all 0."""
    if mask is None:
        mask = np.ones(e.shape, bool)
    if mask.shape != e.shape or mask.dtype != bool:
        got = f"{mask.dtype} {mask.shape}"
        raise ValueError(f"expected a bool mask of e's shape {e.shape}, got {got}")
    if e.shape[-1] == 0:
        return e.copy()
    allowed = np.where(mask, e, -np.inf)
    largest = allowed.max(axis=-1, keepdims=True)
    shifted = np.where(mask, allowed, 0) - np.where(np.isneginf(largest), 0, largest)
    exponentials = np.where(mask, np.exp(shifted), 0).astype(e.dtype)
    total = exponentials.sum(axis=-1, keepdims=True)
    return exponentials / np.where(total == 0, 1, total)


# --8<-- [end:masked_softmax]


# --8<-- [start:masked_softmax_backward]
def masked_softmax_backward(
    dA: np.ndarray, e: np.ndarray, mask: np.ndarray | None
) -> np.ndarray:
    """Gradient of the masked softmax: de = A ⊙ (dA − Σ_j dA_j A_j), 0 where masked."""
    if dA.shape != e.shape:
        raise ValueError(f"expected dA of e's shape {e.shape}, got {dA.shape}")
    A = masked_softmax(e, mask)
    return A * (dA - (dA * A).sum(axis=-1, keepdims=True))


# --8<-- [end:masked_softmax_backward]
