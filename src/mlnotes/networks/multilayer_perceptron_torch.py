"""Multilayer perceptron in PyTorch: same steps, gradients by autograd."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import torch

# --8<-- [end:imports]
from mlnotes.networks.activations_torch import relu


# --8<-- [start:check_layers]
def _check_layers(
    W1: torch.Tensor, b1: torch.Tensor, W2: torch.Tensor, b2: torch.Tensor
) -> None:
    """Refuse two layers that do not fit each other."""
    shapes = [tuple(part.shape) for part in (W1, b1, W2, b2)]
    h, c = W1.shape[0] if W1.ndim == 2 else -1, b2.numel()
    if shapes[1:] != [(h,), (c, h), (c,)]:
        raise ValueError(
            "expected shapes W1 (h, d), b1 (h,), W2 (c, h), b2 (c,), "
            f"got {', '.join(map(str, shapes))}"
        )


# --8<-- [end:check_layers]


# --8<-- [start:mlp]
def mlp(
    X: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
    activation: Callable[[torch.Tensor], torch.Tensor] = relu,
) -> torch.Tensor:
    """Scores of a multilayer perceptron: U = X W₁ᵀ + b₁, H = a(U), s = H W₂ᵀ + b₂.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, one per row, on any device.
    W1 : float tensor, shape (h, d)
        Weights of the first layer, one row per hidden unit.
    b1 : float tensor, shape (h,)
        Bias of each hidden unit.
    W2 : float tensor, shape (c, h)
        Weights of the second layer, one row per class.
    b2 : float tensor, shape (c,)
        Bias of each class.
    activation : callable (n, h) -> (n, h), optional
        The function a; ReLU by default.

    Returns
    -------
    s : float tensor, shape (n, c)
        Scores, one row per sample.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_layers(W1, b1, W2, b2)
    if X.ndim != 2 or X.shape[1] != W1.shape[1]:
        shapes = f"{tuple(X.shape)} and {tuple(W1.shape)}"
        raise ValueError(f"expected X of shape (n, d) with W1 (h, d), got {shapes}")
    U = X @ W1.T + b1
    H = activation(U)
    if H.shape != U.shape:
        shapes = f"{tuple(U.shape)}, got {tuple(H.shape)}"
        raise ValueError(f"expected activations of shape {shapes}")
    return H @ W2.T + b2


# --8<-- [end:mlp]


# --8<-- [start:collapse]
def collapse(
    W1: torch.Tensor, b1: torch.Tensor, W2: torch.Tensor, b2: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """One linear layer equal to two without activation: W = W₂W₁, b = W₂b₁ + b₂.

    Parameters
    ----------
    W1 : float tensor, shape (h, d)
        Weights of the first layer, on any device.
    b1 : float tensor, shape (h,)
        Biases of the first layer.
    W2 : float tensor, shape (c, h)
        Weights of the second layer.
    b2 : float tensor, shape (c,)
        Biases of the second layer.

    Returns
    -------
    W : float tensor, shape (c, d)
        Weights of the single layer.
    b : float tensor, shape (c,)
        Its biases.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_layers(W1, b1, W2, b2)
    return W2 @ W1, W2 @ b1 + b2


# --8<-- [end:collapse]


# --8<-- [start:init_mlp]
def init_mlp(
    d: int, h: int, c: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Parameters to start from: normal weights of variance 2/inputs, biases zero.

    Parameters
    ----------
    d : int in [1, 1000]
        Width of a sample.
    h : int in [1, 1000]
        Number of hidden units.
    c : int in [1, 1000]
        Number of classes.
    generator : torch.Generator
        Source of randomness; the parameters lie on its device.

    Returns
    -------
    W1 : float tensor, shape (h, d)
        Weights of the first layer, of variance 2/d.
    b1 : float tensor, shape (h,)
        Zeros.
    W2 : float tensor, shape (c, h)
        Weights of the second layer, of variance 2/h.
    b2 : float tensor, shape (c,)
        Zeros.

    Raises
    ------
    ValueError
        If d, h or c is less than 1.
    """
    if min(d, h, c) < 1:
        raise ValueError(f"expected d, h and c >= 1, got {d}, {h} and {c}")
    device = generator.device
    W1 = torch.randn(h, d, generator=generator, device=device) * math.sqrt(2 / d)
    W2 = torch.randn(c, h, generator=generator, device=device) * math.sqrt(2 / h)
    return W1, torch.zeros(h, device=device), W2, torch.zeros(c, device=device)


# --8<-- [end:init_mlp]


# --8<-- [start:interpolating_mlp]
def interpolating_mlp(
    x: torch.Tensor, f: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Weights of a ReLU network that passes through n points, straight in between.

    s(x) = f₀ + Σ_j (m_j − m_{j−1}) ReLU(x − x_j), with m_j the slope after x_j and
    m₋₁ = 0. Computed, not trained; the points may come in any order.

    Parameters
    ----------
    x : float tensor, shape (n,)
        Inputs, no two equal, on any device.
    f : float tensor, shape (n,)
        The value wanted at each input.

    Returns
    -------
    W1 : float tensor, shape (n - 1, 1)
        Ones: one hidden unit for each piece.
    b1 : float tensor, shape (n - 1,)
        Minus the input where the piece begins.
    W2 : float tensor, shape (1, n - 1)
        Change of the slope there.
    b2 : float tensor, shape (1,)
        Value at the smallest input.

    Raises
    ------
    ValueError
        If there is no point, the shapes disagree, or the inputs are not distinct
        finite numbers.
    """
    if x.ndim != 1 or f.shape != x.shape or len(x) == 0:
        shapes = f"{tuple(x.shape)}, {tuple(f.shape)}"
        raise ValueError(f"expected x (n,), f (n,), n >= 1, got {shapes}")
    x, order = torch.sort(x)
    f = f[order]
    if not (torch.isfinite(x).all() and (torch.diff(x) > 0).all()):
        raise ValueError(f"expected distinct finite inputs, got {x.tolist()}")
    slopes = torch.diff(f) / torch.diff(x)
    W2 = torch.diff(slopes, prepend=torch.zeros_like(slopes[:1]))
    return torch.ones_like(x[1:, None]), -x[:-1], W2[None], f[:1]


# --8<-- [end:interpolating_mlp]
