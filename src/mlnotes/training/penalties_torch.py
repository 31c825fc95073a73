"""Penalties on weights, decay, thresholds, ridge and lasso in PyTorch, by autograd."""

# --8<-- [start:imports]
import math

import torch

# --8<-- [end:imports]


# --8<-- [start:check_numbers]
def _check_numbers(**numbers: float) -> None:
    """Refuse a strength, threshold or rate that is negative, infinite or NaN."""
    for name, value in numbers.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"expected a finite {name} >= 0, got {value}")


# --8<-- [end:check_numbers]


# --8<-- [start:check_regression]
def _check_regression(X: torch.Tensor, y: torch.Tensor) -> None:
    """Refuse shapes that disagree, no sample, half precision, NaN and infinity."""
    if X.ndim != 2 or y.shape != X.shape[:1] or X.numel() == 0:
        raise ValueError(
            "expected X (n, d), y (n,), n >= 1, d >= 1, "
            f"got {tuple(X.shape)}, {tuple(y.shape)}"
        )
    if X.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"expected float32 or float64, got {X.dtype}")
    if not (torch.isfinite(X).all() and torch.isfinite(y).all()):
        raise ValueError("expected finite numbers, got NaN or infinity")


# --8<-- [end:check_regression]


# --8<-- [start:l2_penalty]
def l2_penalty(W: torch.Tensor, strength: float) -> torch.Tensor:
    """L2 penalty (ridge), λ/2 Σ W².

    Parameters
    ----------
    W : float tensor, shape (...)
        Weights, without the biases, on any device.
    strength : float in [0, inf)
        λ; the same number as PyTorch's ``weight_decay``.

    Returns
    -------
    penalty : float tensor, shape ()
        What is added to the loss.

    Raises
    ------
    ValueError
        If ``strength`` is negative or not finite.
    """
    _check_numbers(strength=strength)
    return strength / 2 * W.square().sum()


# --8<-- [end:l2_penalty]


# --8<-- [start:l1_penalty]
def l1_penalty(W: torch.Tensor, strength: float) -> torch.Tensor:
    """L1 penalty (lasso), λ Σ |W|: Goodfellow et al. (2016), eq. 7.18.

    Parameters
    ----------
    W : float tensor, shape (...)
        Weights, without the biases, on any device.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    penalty : float tensor, shape ()
        What is added to the loss.

    Raises
    ------
    ValueError
        As ``l2_penalty``.
    """
    _check_numbers(strength=strength)
    return strength * W.abs().sum()


# --8<-- [end:l1_penalty]


# --8<-- [start:soft_threshold]
def soft_threshold(W: torch.Tensor, threshold: float) -> torch.Tensor:
    """Move every weight towards 0 by the threshold, and no further than 0.

    The minimum over Z of ½ Σ (Z − W)² + threshold Σ |Z|.

    Parameters
    ----------
    W : float tensor, shape (...)
        Weights.
    threshold : float in [0, inf)
        Largest change of a weight.

    Returns
    -------
    Z : float tensor, shape (...)
        sign(W) max(|W| − threshold, 0); exactly 0 where |W| ≤ threshold.

    Raises
    ------
    ValueError
        If ``threshold`` is negative or not finite.
    """
    _check_numbers(threshold=threshold)
    return W - W.clamp(-threshold, threshold)


# --8<-- [end:soft_threshold]


# --8<-- [start:weight_decay_step]
def weight_decay_step(
    W: torch.Tensor, dW: torch.Tensor, learning_rate: float, strength: float
) -> torch.Tensor:
    """Gradient step with decoupled decay: W ← (1 − αλ) W − α ∂L/∂W.

    Parameters
    ----------
    W : float tensor, shape (...)
        Weights.
    dW : float tensor, shape (...)
        Gradient of the loss alone, without the penalty.
    learning_rate : float in [0, inf)
        Step size α.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    W_new : float tensor, shape (...)
        Weights after the step.

    Raises
    ------
    ValueError
        If the shapes differ, or a number is negative or not finite.
    """
    _check_numbers(learning_rate=learning_rate, strength=strength)
    if dW.shape != W.shape:
        shapes = f"{tuple(W.shape)}, got {tuple(dW.shape)}"
        raise ValueError(f"expected dW of W's shape {shapes}")
    return (1 - learning_rate * strength) * W - learning_rate * dW


# --8<-- [end:weight_decay_step]


# --8<-- [start:ridge]
def ridge(X: torch.Tensor, y: torch.Tensor, strength: float) -> torch.Tensor:
    """Minimum of ½‖Xw − y‖² + λ/2 ‖w‖²: w = (XᵀX + λI)⁻¹ Xᵀy.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples.
    y : float tensor, shape (n,)
        Values to predict.
    strength : float in (0, inf)
        λ; positive, so that the matrix has an inverse.

    Returns
    -------
    w : float tensor, shape (d,)
        Weights.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample, a number is not finite, in half
        precision, or ``strength`` is not positive.
    """
    _check_regression(X, y)
    if not 0 < strength < math.inf:
        raise ValueError(f"expected a finite strength > 0, got {strength}")
    curvature = X.T @ X + strength * torch.eye(
        X.shape[1], dtype=X.dtype, device=X.device
    )
    return torch.linalg.solve(curvature, X.T @ y)


# --8<-- [end:ridge]


# --8<-- [start:lasso]
def lasso(
    X: torch.Tensor, y: torch.Tensor, strength: float, steps: int
) -> torch.Tensor:
    """Minimum of ½‖Xw − y‖² + λ‖w‖₁ by proximal gradient steps (ISTA), from w = 0.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples; the step size is 1/‖X‖², ‖X‖ the largest singular value.
    y : float tensor, shape (n,)
        Values to predict.
    strength : float in [0, inf)
        λ.
    steps : int in [0, 1000]
        Number of steps.

    Returns
    -------
    w : float tensor, shape (d,)
        Weights, many of them exactly 0 if λ is large.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample but zeros, a number is not finite,
        in half precision, or negative where it must not be.
    """
    _check_regression(X, y)
    _check_numbers(strength=strength, steps=steps)
    largest = float(torch.linalg.matrix_norm(X, 2))
    if largest == 0:
        raise ValueError("expected a sample that is not 0, got zeros")
    w, rate = torch.zeros_like(X[0]), 1 / largest**2
    for _ in range(steps):
        w = soft_threshold(w - rate * (X.T @ (X @ w - y)), rate * strength)
    return w


# --8<-- [end:lasso]
