"""Layer normalisation in PyTorch, from its formula, and as a module."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.training.batch_normalization_torch import _normalize


# --8<-- [start:check_last_axis]
def _check_last_axis(X: torch.Tensor, *features: torch.Tensor) -> None:
    """Refuse X without a last axis of at least 1, and features that are not (d,)."""
    if X.ndim == 0 or X.shape[-1] == 0:
        shape = tuple(X.shape)
        raise ValueError(f"expected X of shape (..., d) with d >= 1, got {shape}")
    for feature in features:
        if feature.shape != X.shape[-1:]:
            raise ValueError(
                f"expected one number per feature, {tuple(X.shape[-1:])}, "
                f"got {tuple(feature.shape)}"
            )


# --8<-- [end:check_last_axis]


# --8<-- [start:layer_norm]
def layer_norm(
    X: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5
) -> torch.Tensor:
    """Layer normalisation over the last axis: y = γ (x − μ)/√(variance + ε) + β.

    Parameters
    ----------
    X : float tensor, shape (..., d)
        Samples on any device; any leading axes, such as batch and position.
    gamma : float tensor, shape (d,)
        Scale γ of each feature; learned.
    beta : float tensor, shape (d,)
        Shift β of each feature; learned.
    eps : float in (0, inf), optional
        ε, which keeps a constant sample from being divided by 0.

    Returns
    -------
    Y : float tensor, shape (..., d)
        Normalised, scaled and shifted samples.

    Raises
    ------
    ValueError
        If the shapes disagree, d is 0, or ε ≤ 0.
    """
    _check_last_axis(X, gamma, beta)
    return (gamma * _normalize(X, -1, eps) + beta).to(X.dtype)


# --8<-- [end:layer_norm]


# --8<-- [start:layer_norm_module]
class LayerNorm(nn.Module):
    """Layer normalisation of ``d`` features, with the names of ``nn.LayerNorm``."""

    def __init__(self, d: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d))  # γ
        self.bias = nn.Parameter(torch.zeros(d))  # β

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Normalise the last axis of X, ``(..., d)``; the same in both modes."""
        return layer_norm(X, self.weight, self.bias, self.eps)


# --8<-- [end:layer_norm_module]
