"""Gradient descent and, where the cost has kinks, subgradient descent."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_descent]
def _check_descent(theta: np.ndarray, learning_rate: float, steps: int) -> None:
    """Refuse a start that is no vector, a rate that is not positive, steps < 0."""
    if theta.ndim != 1:
        raise ValueError(f"expected theta of shape (d,), got {theta.shape}")
    if not (0 < learning_rate < math.inf and steps >= 0):
        raise ValueError(
            "expected a finite learning_rate > 0 and steps >= 0, "
            f"got {learning_rate} and {steps}"
        )


# --8<-- [end:check_descent]


# --8<-- [start:step]
def _step(
    gradient: Callable[[np.ndarray], np.ndarray],
    theta: np.ndarray,
    learning_rate: float,
) -> np.ndarray:
    """Go one step against the gradient: θ − α ∂J/∂θ."""
    slope = gradient(theta)
    if slope.shape != theta.shape:
        raise ValueError(
            f"expected a gradient of theta's shape {theta.shape}, got {slope.shape}"
        )
    return theta - learning_rate * slope


# --8<-- [end:step]


# --8<-- [start:gradient_descent]
def gradient_descent(
    gradient: Callable[[np.ndarray], np.ndarray],
    theta: np.ndarray,
    learning_rate: float,
    steps: int,
) -> np.ndarray:
    """Follow the slope down: θ_new = θ_old − α ∂J/∂θ, ``steps`` times.

    Parameters
    ----------
    gradient : callable (d,) -> (d,)
        Gradient of the cost J at θ.
    theta : float array, shape (d,)
        Where to start.
    learning_rate : float in (0, inf)
        Step size α.
    steps : int in [0, n]
        Number of updates.

    Returns
    -------
    path : float array, shape (steps + 1, d)
        The start, then θ after each update.

    Raises
    ------
    ValueError
        If ``theta`` is no vector, the rate or the number of steps is out of its
        range, or the gradient has another shape than θ.

    References
    ----------
    Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations
    simultanées.
    """
    _check_descent(theta, learning_rate, steps)
    path = [theta]
    for _ in range(steps):
        path.append(_step(gradient, path[-1], learning_rate))
    return np.stack(path)


# --8<-- [end:gradient_descent]


# --8<-- [start:subgradient_descent]
def subgradient_descent(
    subgradient: Callable[[np.ndarray], np.ndarray],
    theta: np.ndarray,
    learning_rate: float,
    steps: int,
) -> np.ndarray:
    """Go against a subgradient with shrinking steps: α_t = α / √t for t = 1, 2, …

    Parameters
    ----------
    subgradient : callable (d,) -> (d,)
        Any subgradient of the cost J at θ.
    theta : float array, shape (d,)
        Where to start.
    learning_rate : float in (0, inf)
        First step size α.
    steps : int in [0, n]
        Number of updates.

    Returns
    -------
    path : float array, shape (steps + 1, d)
        The start, then θ after each update; the cost need not fall at each one.

    Raises
    ------
    ValueError
        If ``theta`` is no vector, the rate or the number of steps is out of its
        range, or the subgradient has another shape than θ.

    References
    ----------
    Shor (1985), Minimization Methods for Non-Differentiable Functions, chapter 2.
    """
    _check_descent(theta, learning_rate, steps)
    path = [theta]
    for t in range(1, steps + 1):
        path.append(_step(subgradient, path[-1], learning_rate / math.sqrt(t)))
    return np.stack(path)


# --8<-- [end:subgradient_descent]
