"""Initial weights and their effect by depth in PyTorch, gradients by autograd."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import torch

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.networks.activations_torch import relu, tanh


# --8<-- [start:gaussian_init]
def gaussian_init(
    d: int, h: int, std: float, generator: torch.Generator
) -> torch.Tensor:
    """Normal weights with mean 0 and a standard deviation of your choice.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    std : float in [0, inf)
        Standard deviation; 0 gives zeros.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W : float tensor, shape (h, d)
        Weights, one row per unit.

    Raises
    ------
    ValueError
        If d or h is less than 1, or ``std`` is negative or not finite.
    """
    if min(d, h) < 1 or not 0 <= std < math.inf:
        raise ValueError(f"expected d, h >= 1, std >= 0, got {d}, {h} and {std}")
    W = torch.empty(h, d, device=generator.device)
    return W.normal_(0, std, generator=generator)


# --8<-- [end:gaussian_init]


# --8<-- [start:lecun_init]
def lecun_init(d: int, h: int, generator: torch.Generator) -> torch.Tensor:
    """Normal weights of variance 1/d: the sum over d inputs keeps their variance.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W : float tensor, shape (h, d)
        Weights, one row per unit.
    """
    return gaussian_init(d, h, 1, generator) * math.sqrt(1 / d)


# --8<-- [end:lecun_init]


# --8<-- [start:xavier_init]
def xavier_init(d: int, h: int, generator: torch.Generator) -> torch.Tensor:
    """Normal weights of variance 2/(d + h), a compromise of forward and backward.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W : float tensor, shape (h, d)
        Weights, one row per unit.
    """
    return gaussian_init(d, h, 1, generator) * math.sqrt(2 / (d + h))


# --8<-- [end:xavier_init]


# --8<-- [start:he_init]
def he_init(d: int, h: int, generator: torch.Generator) -> torch.Tensor:
    """Normal weights of variance 2/d: the 2 makes up for the half that ReLU drops.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W : float tensor, shape (h, d)
        Weights, one row per unit.
    """
    return gaussian_init(d, h, 1, generator) * math.sqrt(2 / d)


# --8<-- [end:he_init]


# --8<-- [start:check_stack]
def _check_stack(X: torch.Tensor, W: torch.Tensor) -> None:
    """Refuse weights that are no stack of square layers as wide as the samples."""
    h = X.shape[-1] if X.ndim == 2 else -1
    if W.ndim != 3 or len(W) == 0 or W.shape[1:] != (h, h):
        shapes = f"{tuple(X.shape)} and {tuple(W.shape)}"
        raise ValueError(f"expected X (n, h), W (k, h, h), k >= 1, got {shapes}")


# --8<-- [end:check_stack]


# --8<-- [start:activations_by_depth]
def activations_by_depth(
    X: torch.Tensor,
    W: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = tanh,
) -> torch.Tensor:
    """Activations of every layer, H_l = a(H_{l−1} W_lᵀ) with H₀ = X; no biases.

    Parameters
    ----------
    X : float tensor, shape (n, h)
        Samples, as wide as the layers, on any device.
    W : float tensor, shape (k, h, h)
        Weights of the k layers.
    activation : callable (n, h) -> (n, h), optional
        The function a; tanh by default.

    Returns
    -------
    H : float tensor, shape (k, n, h)
        Activations; what explodes ends as infinity or NaN.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_stack(X, W)
    H = [X]
    for weights in W:
        H.append(activation(H[-1] @ weights.T))
    return torch.stack(H[1:])


# --8<-- [end:activations_by_depth]


# --8<-- [start:gradients_by_depth]
def gradients_by_depth(
    dH: torch.Tensor,
    X: torch.Tensor,
    W: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = tanh,
) -> torch.Tensor:
    """Gradient at every layer: dU_l = dH_l ⊙ a′(U_l), dH_{l−1} = dU_l W_l.

    Parameters
    ----------
    dH : float tensor, shape (n, h)
        Upstream gradient of the last layer's activations.
    X : float tensor, shape (n, h)
        Samples, as in ``activations_by_depth``.
    W : float tensor, shape (k, h, h)
        Weights of the k layers.
    activation : callable (n, h) -> (n, h), optional
        ``tanh`` (the default) or ``relu``.

    Returns
    -------
    dU : float tensor, shape (k, n, h)
        ∂L/∂U of every layer, first layer first.

    Raises
    ------
    ValueError
        If the shapes disagree, or the activation is neither tanh nor ReLU.
    """
    if activation not in (tanh, relu):
        raise ValueError(f"expected activation tanh or relu, got {activation}")
    _check_stack(X, W)
    if dH.shape != X.shape:
        shapes = f"{tuple(X.shape)}, got {tuple(dH.shape)}"
        raise ValueError(f"expected dH of X's shape {shapes}")
    sums = []
    H = X.detach().requires_grad_()
    for weights in W:
        U = H @ weights.detach().T
        sums.append(U)
        H = activation(U)
    return torch.stack(torch.autograd.grad(H, sums, dH))


# --8<-- [end:gradients_by_depth]


# --8<-- [start:deep_scores]
def _deep_scores(H: torch.Tensor, V: torch.Tensor) -> torch.Tensor:
    """Scores of the output layer, s = H Vᵀ; infinite if H exploded."""
    if V.ndim != 2 or V.shape[1] != H.shape[1]:
        raise ValueError(f"expected V (c, {H.shape[1]}), got {tuple(V.shape)}")
    return H @ V.T


# --8<-- [end:deep_scores]


# --8<-- [start:deep_loss]
def deep_loss(
    X: torch.Tensor,
    y: torch.Tensor,
    W: torch.Tensor,
    V: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = tanh,
) -> torch.Tensor:
    """Cross entropy of k hidden layers and a linear one, s = H_k Vᵀ; no biases.

    Parameters
    ----------
    X : float tensor, shape (n, h)
        Samples, as wide as the layers, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.
    W : float tensor, shape (k, h, h)
        Weights of the k hidden layers.
    V : float tensor, shape (c, h)
        Weights of the output layer.
    activation : callable (n, h) -> (n, h), optional
        ``tanh`` by default.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats, the mean over the samples.

    Raises
    ------
    ValueError
        If the shapes disagree, or the scores are no longer finite.
    """
    H = activations_by_depth(X, W, activation)
    return cross_entropy(_deep_scores(H[-1], V), y)


# --8<-- [end:deep_loss]
