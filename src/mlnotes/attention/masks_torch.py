"""Masks of attention in PyTorch, and a softmax over what they let through."""

# --8<-- [start:imports]
import math

import torch

# --8<-- [end:imports]


# --8<-- [start:causal_mask]
def causal_mask(t: int, device: torch.device | str | None = None) -> torch.Tensor:
    """Let every place see itself and what stands before it: mask[i, j] = (j ≤ i)."""
    if t < 0:
        raise ValueError(f"expected t >= 0, got {t}")
    return torch.ones(t, t, dtype=torch.bool, device=device).tril()


# --8<-- [end:causal_mask]


# --8<-- [start:combine_masks]
def combine_masks(key_mask: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mask (n, t, s) of what both allow: a real key (n, s), and a pair (t, s)."""
    if key_mask.ndim != 2 or mask.ndim != 2 or key_mask.shape[1] != mask.shape[1]:
        shapes = f"{tuple(key_mask.shape)}, {tuple(mask.shape)}"
        raise ValueError(f"expected key_mask (n, s) and mask (t, s), got {shapes}")
    return key_mask[:, None, :] & mask


# --8<-- [end:combine_masks]


# --8<-- [start:masked_softmax]
def masked_softmax(e: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """Softmax over the keys that the mask allows; a row that allows none is all 0."""
    if mask is None:
        return torch.softmax(e, dim=-1)
    if mask.shape != e.shape or mask.dtype != torch.bool:
        got = f"{mask.dtype} {tuple(mask.shape)}"
        raise ValueError(f"expected a bool mask of e's shape {tuple(e.shape)}, got {got}")
    weights = torch.softmax(e.masked_fill(~mask, -math.inf), dim=-1)
    return weights.masked_fill(~mask, 0)


# --8<-- [end:masked_softmax]
