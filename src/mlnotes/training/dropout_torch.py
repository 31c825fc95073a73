"""Dropout in PyTorch, as functions and as a module with its two modes."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]


# --8<-- [start:dropout_mask]
def dropout_mask(
    X: torch.Tensor, p: float, generator: torch.Generator | None
) -> torch.Tensor:
    """Random mask: 0 with probability p, else 1/(1 − p), so that its mean is 1.

    Parameters
    ----------
    X : float tensor, shape (...)
        Activations; only their shape, dtype and device are used.
    p : float in [0, 1)
        Probability that a unit is silent.
    generator : torch.Generator
        Source of randomness on the device of ``X``; None for the global one.

    Returns
    -------
    M : float tensor, shape (...)
        One independent draw for each entry.

    Raises
    ------
    ValueError
        If p is not in [0, 1): no scale can make up for silencing every unit.
    """
    if not 0 <= p < 1:
        raise ValueError(f"expected p in [0, 1), got {p}")
    M = torch.empty(X.shape, dtype=X.dtype, device=X.device)
    return M.bernoulli_(1 - p, generator=generator) / (1 - p)


# --8<-- [end:dropout_mask]


# --8<-- [start:dropout]
def dropout(X: torch.Tensor, M: torch.Tensor) -> torch.Tensor:
    """Dropout in training, y = m x element by element; at test time y = x.

    Parameters
    ----------
    X : float tensor, shape (...)
        Activations, on any device.
    M : float tensor, shape (...)
        Mask, as from ``dropout_mask``.

    Returns
    -------
    Y : float tensor, shape (...)
        X where a unit is kept, scaled by 1/(1 − p), and 0 elsewhere.

    Raises
    ------
    ValueError
        If ``X`` and ``M`` differ in shape.
    """
    if X.shape != M.shape:
        shapes = f"{tuple(X.shape)}, got {tuple(M.shape)}"
        raise ValueError(f"expected M of X's shape {shapes}")
    return X * M


# --8<-- [end:dropout]


# --8<-- [start:dropout_module]
class Dropout(nn.Module):
    """Dropout that is active in training mode and the identity in evaluation mode."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError(f"expected p in [0, 1), got {p}")
        self.p = p

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Drop units in training mode, with PyTorch's global source of randomness.

        Parameters
        ----------
        X : float tensor, shape (...)
            Activations, on any device.

        Returns
        -------
        Y : float tensor, shape (...)
            X times a new mask after ``train()``, X itself after ``eval()``.
        """
        if not self.training or self.p == 0:
            return X
        return dropout(X, dropout_mask(X, self.p, None))


# --8<-- [end:dropout_module]
