"""Newton's method in PyTorch: Hessians of the surfaces by autograd."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import torch

# --8<-- [end:imports]
from mlnotes.linear.softmax_torch import sigmoid
from mlnotes.training.sgd_problems_torch import ravine, rosenbrock, saddle


# --8<-- [start:check_system]
def _check_system(H: torch.Tensor, **vectors: torch.Tensor) -> None:
    """Refuse everything but a square matrix with vectors of its length."""
    if H.ndim != 2 or H.shape[0] != H.shape[1] or len(H) == 0:
        raise ValueError(
            f"expected H of shape (d, d) with d >= 1, got {tuple(H.shape)}"
        )
    for name, vector in vectors.items():
        if vector.shape != H.shape[:1]:
            raise ValueError(
                f"expected {name} of shape ({len(H)},), got {tuple(vector.shape)}"
            )


# --8<-- [end:check_system]


# --8<-- [start:newton_step]
def newton_step(
    theta: torch.Tensor, dtheta: torch.Tensor, H: torch.Tensor
) -> torch.Tensor:
    """One step of Newton's method: θ − H⁻¹ g, by solving H δ = g; nothing is inverted.

    Parameters
    ----------
    theta : float tensor, shape (d,)
        Parameters θ.
    dtheta : float tensor, shape (d,)
        Gradient g at θ.
    H : float tensor, shape (d, d)
        Hessian at θ, in float32 or float64.

    Returns
    -------
    theta_new : float tensor, shape (d,)
        Point at which the gradient of the quadratic approximation vanishes.

    Raises
    ------
    ValueError
        If the shapes disagree, ``H`` is in half precision or holds NaN or infinity,
        or ``H`` is singular up to rounding.
    """
    _check_system(H, theta=theta, dtheta=dtheta)
    if H.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"expected H in float32 or float64, got {H.dtype}")
    if not H.isfinite().all():
        raise ValueError("expected a finite H, got NaN or infinity")
    condition = torch.linalg.cond(H)
    if not condition * len(H) * torch.finfo(H.dtype).eps < 1:  # NaN if H is 0
        raise ValueError(
            f"expected H to have an inverse, got condition {condition:.1e}"
        )
    return theta - torch.linalg.solve(H, dtheta)


# --8<-- [end:newton_step]


# --8<-- [start:damp]
def damp(H: torch.Tensor, strength: float) -> torch.Tensor:
    """Add λ to every eigenvalue: H + λ I.

    Parameters
    ----------
    H : float tensor, shape (d, d)
        Hessian.
    strength : float in [0, inf)
        Damping λ.

    Returns
    -------
    H_damped : float tensor, shape (d, d)
        Damped Hessian.

    Raises
    ------
    ValueError
        If ``H`` is not square or ``strength`` is negative.
    """
    _check_system(H)
    if not 0 <= strength < math.inf:
        raise ValueError(f"expected a finite strength >= 0, got {strength}")
    return H + strength * torch.eye(len(H), dtype=H.dtype, device=H.device)


# --8<-- [end:damp]


# --8<-- [start:eliminate]
def eliminate(H: torch.Tensor, g: torch.Tensor) -> tuple[torch.Tensor, int]:
    """Solve H δ = g by elimination and count multiplications and divisions.

    Each column exchanges rows so that its largest entry becomes the pivot.

    Parameters
    ----------
    H : float tensor, shape (d, d)
        Matrix of the system.
    g : float tensor, shape (d,)
        Right side.

    Returns
    -------
    delta : float tensor, shape (d,)
        Solution δ.
    count : int in [0, inf)
        Multiplications and divisions: (d³ + 3 d² − d) / 3.

    Raises
    ------
    ValueError
        If the shapes disagree or a pivot is zero.
    """
    _check_system(H, g=g)
    A, d, count = torch.column_stack([H, g]), len(H), 0
    for k in range(d):
        pivot = k + int(A[k:, k].abs().argmax())
        A[[k, pivot]] = A[[pivot, k]]
        if A[k, k] == 0:
            raise ValueError(f"expected H to have an inverse, got pivot 0 in row {k}")
        factors = A[k + 1 :, k] / A[k, k]
        products = factors[:, None] * A[k, k + 1 :]
        A[k + 1 :, k + 1 :] -= products
        count += factors.numel() + products.numel()
    delta = A[:, d].clone()
    for k in reversed(range(d)):
        delta[k] /= A[k, k]
        delta[:k] -= A[:k, k] * delta[k]
        count += 1 + k
    return delta, count


# --8<-- [end:eliminate]


# --8<-- [start:logistic_hessian]
def logistic_hessian(X: torch.Tensor, theta: torch.Tensor) -> torch.Tensor:
    """Hessian of the mean logistic loss: (1/n) Σ_i p_i (1 − p_i) x_i x_iᵀ.

    The labels do not enter.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples.
    theta : float tensor, shape (d,)
        Weights; p_i = σ(θᵀ x_i).

    Returns
    -------
    H : float tensor, shape (d, d)
        Hessian; symmetric, no eigenvalue is negative.

    Raises
    ------
    ValueError
        If there is no sample or the shapes disagree.
    """
    if X.ndim != 2 or len(X) == 0 or theta.shape != X.shape[1:]:
        raise ValueError(
            "expected X (n, d) with n >= 1 and theta (d,), "
            f"got {tuple(X.shape)} and {tuple(theta.shape)}"
        )
    p = sigmoid(X @ theta)
    return X.T @ ((p * (1 - p))[:, None] * X) / len(X)


# --8<-- [end:logistic_hessian]


# --8<-- [start:surface_hessians]
def _hessians(
    surface: Callable[[torch.Tensor], torch.Tensor], theta: torch.Tensor
) -> torch.Tensor:
    """Differentiate twice at every point, one row of the Hessians at a time."""
    if theta.ndim == 0 or theta.shape[-1] != 2:
        raise ValueError(f"expected theta of shape (..., 2), got {tuple(theta.shape)}")
    points = theta.detach().requires_grad_()
    with torch.enable_grad():
        (g,) = torch.autograd.grad(surface(points).sum(), points, create_graph=True)
        rows = [
            torch.autograd.grad(g[..., row].sum(), points, retain_graph=True)[0]
            for row in range(2)
        ]
    return torch.stack(rows, dim=-2)


# --8<-- [end:surface_hessians]


# --8<-- [start:ravine_hessian]
def ravine_hessian(theta: torch.Tensor) -> torch.Tensor:
    """Hessian of the ravine ½ (x² + 25 y²): diagonal, 1 and 25, at every point.

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    H : float tensor, shape (..., 2, 2)
        Hessian at each point.
    """
    return _hessians(ravine, theta)


# --8<-- [end:ravine_hessian]


# --8<-- [start:saddle_hessian]
def saddle_hessian(theta: torch.Tensor) -> torch.Tensor:
    """Hessian of the saddle ½ x² − ½ y² + ¼ y⁴: diagonal, 1 and 3 y² − 1.

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    H : float tensor, shape (..., 2, 2)
        Hessian at each point.
    """
    return _hessians(saddle, theta)


# --8<-- [end:saddle_hessian]


# --8<-- [start:rosenbrock_hessian]
def rosenbrock_hessian(theta: torch.Tensor) -> torch.Tensor:
    """Hessian of the curved valley (1 − x)² + 100 (y − x²)².

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    H : float tensor, shape (..., 2, 2)
        Hessian at each point.
    """
    return _hessians(rosenbrock, theta)


# --8<-- [end:rosenbrock_hessian]
