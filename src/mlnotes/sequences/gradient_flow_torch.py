"""Gradient flow through time in PyTorch: products of Jacobians, norms, clipping."""

# --8<-- [start:imports]
import math

import torch

# --8<-- [end:imports]


# --8<-- [start:check_square]
def _check_square(W_hh: torch.Tensor) -> torch.Tensor:
    """Refuse all but a finite square matrix; return it in float32 or wider."""
    if W_hh.ndim != 2 or W_hh.shape[0] != W_hh.shape[1] or W_hh.numel() == 0:
        raise ValueError(f"expected W_hh (h, h) with h >= 1, got {tuple(W_hh.shape)}")
    if not W_hh.isfinite().all():
        raise ValueError("expected a finite W_hh, got infinite or NaN entries")
    return W_hh.to(torch.promote_types(W_hh.dtype, torch.float32))


# --8<-- [end:check_square]


# --8<-- [start:step_jacobian]
def step_jacobian(h_new: torch.Tensor, W_hh: torch.Tensor) -> torch.Tensor:
    """Jacobian of one step of a recurrent network, ∂h_t/∂h_{t−1} = diag(1 − h_t²) W_hh.

    Parameters
    ----------
    h_new : float tensor, shape (n, h)
        State after the step, h_t, on any device.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.

    Returns
    -------
    J : float tensor, shape (n, h, h)
        Row i, column j of each matrix: what unit j before the step does to unit i.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if h_new.ndim != 2 or W_hh.shape != 2 * h_new.shape[1:]:
        shapes = f"{tuple(h_new.shape)} and {tuple(W_hh.shape)}"
        raise ValueError(f"expected h_new (n, h) and W_hh (h, h), got {shapes}")
    return (1 - h_new.square()).unsqueeze(2) * W_hh


# --8<-- [end:step_jacobian]


# --8<-- [start:jacobian_products]
def jacobian_products(H: torch.Tensor, W_hh: torch.Tensor) -> torch.Tensor:
    """Jacobians of the last state by every earlier one, ∂h_T/∂h_{T−k} for k = 1 … t.

    Parameters
    ----------
    H : float tensor, shape (n, t, h)
        States after every step, on any device.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.

    Returns
    -------
    J : float tensor, shape (n, t, h, h)
        Place k − 1 holds the product of the last k steps' Jacobians, latest on the
        left; the last place holds ∂h_T/∂h₀.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if H.ndim != 3 or W_hh.shape != 2 * H.shape[2:]:
        shapes = f"{tuple(H.shape)} and {tuple(W_hh.shape)}"
        raise ValueError(f"expected H (n, t, h) and W_hh (h, h), got {shapes}")
    wide = torch.promote_types(H.dtype, torch.float32)
    products = [torch.eye(H.shape[2], dtype=wide, device=H.device)]
    for h_new in H.to(wide).unbind(dim=1)[::-1]:
        products.append(products[-1] @ step_jacobian(h_new, W_hh.to(wide)))
    if len(products) == 1:
        return H.new_empty((*H.shape, H.shape[2]))
    return torch.stack(products[1:], dim=1).to(H.dtype)


# --8<-- [end:jacobian_products]


# --8<-- [start:jacobian_norms]
def jacobian_norms(H: torch.Tensor, W_hh: torch.Tensor) -> torch.Tensor:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ for k = 1 … t: the most that a gradient keeps.

    Parameters
    ----------
    H : float tensor, shape (n, t, h)
        States after every step, on any device.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.

    Returns
    -------
    norms : float tensor, shape (n, t)
        Largest singular value of each of ``jacobian_products``.

    Raises
    ------
    ValueError
        If the shapes disagree, or a product is not finite.
    """
    wide = torch.promote_types(H.dtype, torch.float32)
    J = jacobian_products(H.to(wide), W_hh.to(wide))
    if not J.isfinite().all():
        raise ValueError("expected finite Jacobians, got infinite or NaN entries")
    return torch.linalg.matrix_norm(J, ord=2).to(H.dtype)


# --8<-- [end:jacobian_norms]


# --8<-- [start:norm_bounds]
def norm_bounds(W_hh: torch.Tensor, t: int, slope: float = 1.0) -> torch.Tensor:
    """Bound on ‖∂h_T/∂h_{T−k}‖ for k = 1 … t: (γ σ_max)ᵏ.

    Parameters
    ----------
    W_hh : float tensor, shape (h, h)
        Weights of the old state, on any device.
    t : int in [1, 23]
        Largest distance.
    slope : float in (0, 1], optional
        γ, no smaller than tanh′ of any unit at any step; 1 holds for all.

    Returns
    -------
    bounds : float tensor, shape (t,)
        Powers of γ times the largest singular value of ``W_hh``.

    Raises
    ------
    ValueError
        If ``W_hh`` is not square and finite, t < 1, or γ is not in (0, 1].
    """
    wide = _check_square(W_hh)
    if t < 1 or not 0 < slope <= 1:
        raise ValueError(f"expected t >= 1 and slope in (0, 1], got {t} and {slope}")
    factor = slope * torch.linalg.matrix_norm(wide, ord=2)
    distances = torch.arange(1, t + 1, device=W_hh.device)
    return (factor**distances).to(W_hh.dtype)


# --8<-- [end:norm_bounds]


# --8<-- [start:spectral_radius]
def spectral_radius(W_hh: torch.Tensor) -> torch.Tensor:
    """Largest absolute value of an eigenvalue, ρ = lim ‖W^k‖^{1/k}.

    Parameters
    ----------
    W_hh : float tensor, shape (h, h)
        A square matrix, on any device.

    Returns
    -------
    radius : float tensor, shape ()
        At most the largest singular value.

    Raises
    ------
    ValueError
        If ``W_hh`` is not square and finite.
    """
    largest = torch.linalg.eigvals(_check_square(W_hh)).abs().max()
    return largest.to(W_hh.dtype)


# --8<-- [end:spectral_radius]


# --8<-- [start:recurrent_matrix]
def recurrent_matrix(h: int, radius: float, generator: torch.Generator) -> torch.Tensor:
    """Random weights W_hh with a given spectral radius: normal numbers, scaled.

    Parameters
    ----------
    h : int in [1, 1000]
        Width of the state.
    radius : float in (0, inf)
        Spectral radius ρ.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W_hh : float tensor, shape (h, h)
        Independent normal numbers, all multiplied by one factor.

    Raises
    ------
    ValueError
        If h < 1 or the radius is not positive and finite.
    """
    if h < 1 or not 0 < radius < math.inf:
        raise ValueError(f"expected h >= 1 and radius > 0, got {h} and {radius}")
    W_hh = torch.randn(h, h, generator=generator, device=generator.device)
    return W_hh * (radius / spectral_radius(W_hh))


# --8<-- [end:recurrent_matrix]


# --8<-- [start:orthogonal_matrix]
def orthogonal_matrix(h: int, generator: torch.Generator) -> torch.Tensor:
    """Random orthogonal weights, WᵀW = I: every singular value is 1.

    Parameters
    ----------
    h : int in [1, 1000]
        Width of the state.
    generator : torch.Generator
        Source of randomness; the weights lie on its device.

    Returns
    -------
    W_hh : float tensor, shape (h, h)
        All rotations and reflections are equally likely.

    Raises
    ------
    ValueError
        If h < 1.
    """
    if h < 1:
        raise ValueError(f"expected h >= 1, got {h}")
    W_hh = torch.empty(h, h, device=generator.device)
    return torch.nn.init.orthogonal_(W_hh, generator=generator)


# --8<-- [end:orthogonal_matrix]


# --8<-- [start:clip_by_value]
def clip_by_value(g: torch.Tensor, max_value: float) -> torch.Tensor:
    """Cut every entry of a gradient to [−max_value, max_value]; its direction changes.

    Parameters
    ----------
    g : float tensor, shape (...)
        Gradient, on any device.
    max_value : float in (0, inf)
        Largest size of an entry.

    Returns
    -------
    g_new : float tensor, shape (...)
        The gradient, entry by entry cut off.

    Raises
    ------
    ValueError
        If ``max_value`` is not positive and finite.
    """
    if not 0 < max_value < math.inf:
        raise ValueError(f"expected a finite max_value > 0, got {max_value}")
    return g.clamp(-max_value, max_value)


# --8<-- [end:clip_by_value]
