"""The attention function in PyTorch: weights from scores, then a weighted mean."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.masks_torch import masked_softmax


# --8<-- [start:attend]
def attend(
    e: torch.Tensor, V: torch.Tensor, mask: torch.Tensor | None
) -> torch.Tensor:
    """Attention values Y = A V (..., t, d_v) from scores e (..., t, s), A their softmax."""
    return masked_softmax(e, mask) @ V


# --8<-- [end:attend]
