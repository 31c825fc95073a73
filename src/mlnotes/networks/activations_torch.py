"""Activations in PyTorch: its own functions, gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:tanh]
def tanh(u: torch.Tensor) -> torch.Tensor:
    """Hyperbolic tangent, tanh(u) = (eᵘ − e⁻ᵘ) / (eᵘ + e⁻ᵘ) = 2 σ(2u) − 1.

    Parameters
    ----------
    u : float tensor, shape (...)
        Pre-activations, on any device.

    Returns
    -------
    h : float tensor, shape (...)
        Activations in [−1, 1].
    """
    return torch.tanh(u)


# --8<-- [end:tanh]


# --8<-- [start:relu]
def relu(u: torch.Tensor) -> torch.Tensor:
    """Rectified linear unit, ReLU(u) = max(0, u); its derivative at 0 is 0.

    Parameters
    ----------
    u : float tensor, shape (...)
        Pre-activations, on any device.

    Returns
    -------
    h : float tensor, shape (...)
        Activations, at least 0.
    """
    return torch.relu(u)


# --8<-- [end:relu]


# --8<-- [start:leaky_relu]
def leaky_relu(u: torch.Tensor, slope: float = 0.01) -> torch.Tensor:
    """Leaky ReLU: u where u > 0, slope · u elsewhere.

    Parameters
    ----------
    u : float tensor, shape (...)
        Pre-activations, on any device.
    slope : float in (0, 1), optional
        Slope on the negative side.

    Returns
    -------
    h : float tensor, shape (...)
        Activations.

    Raises
    ------
    ValueError
        If ``slope`` is not in (0, 1).
    """
    if not 0 < slope < 1:
        raise ValueError(f"expected slope in (0, 1), got {slope}")
    return torch.nn.functional.leaky_relu(u, slope)


# --8<-- [end:leaky_relu]


# --8<-- [start:gelu]
def gelu(u: torch.Tensor) -> torch.Tensor:
    """Gaussian error linear unit, GELU(u) = u Φ(u), Φ the standard normal CDF.

    Parameters
    ----------
    u : float tensor, shape (...)
        Pre-activations, on any device.

    Returns
    -------
    h : float tensor, shape (...)
        Activations, at least −0.17; NaN where u is −inf.
    """
    return torch.nn.functional.gelu(u, approximate="none")


# --8<-- [end:gelu]
