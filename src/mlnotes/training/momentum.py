"""Momentum: steps along a running sum of gradients, in three forms."""

# --8<-- [start:imports]
import cmath
import math

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_velocity]
def _check_velocity(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    rho: float,
) -> None:
    """Refuse arrays of different shapes, a negative rate, ρ outside [0, 1)."""
    if not theta.shape == dtheta.shape == v.shape:
        shapes = f"{theta.shape}, {dtheta.shape} and {v.shape}"
        raise ValueError(f"expected theta, dtheta and v of one shape, got {shapes}")
    if not 0 <= learning_rate < math.inf:
        raise ValueError(f"expected a finite learning_rate >= 0, got {learning_rate}")
    if not 0 <= rho < 1:
        raise ValueError(f"expected rho in [0, 1), got {rho}")


# --8<-- [end:check_velocity]


# --8<-- [start:velocity_step]
def velocity_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of the notes' momentum: v ← ρ v − α g, θ ← θ + v.

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ.
    v : float array, shape (...)
        Velocity, zeros at first: the last step.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the velocity that survives a step.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    v_new : float array, shape (...)
        The step that was taken.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods;
    Sutskever et al. (2013), eq. 1 and 2.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v - learning_rate * dtheta
    return theta + v_new, v_new


# --8<-- [end:velocity_step]


# --8<-- [start:momentum_step]
def momentum_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of PyTorch's momentum: v ← ρ v + g, θ ← θ − α v.

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ.
    v : float array, shape (...)
        Running sum of gradients, zeros at first.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the sum that survives a step.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    v_new : float array, shape (...)
        Running sum with the new gradient.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v + dtheta
    return theta - learning_rate * v_new, v_new


# --8<-- [end:momentum_step]


# --8<-- [start:nesterov_step]
def nesterov_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of Nesterov's momentum: v ← ρ v + g, θ ← θ − α (g + ρ v).

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ: the point that the look-ahead form looks at.
    dtheta : float array, shape (...)
        Gradient g at θ.
    v : float array, shape (...)
        Running sum of gradients, zeros at first.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the sum that survives a step.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    v_new : float array, shape (...)
        Running sum with the new gradient.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.

    References
    ----------
    Nesterov (1983); Sutskever et al. (2013), eq. 3 and 4, in the variables of PyTorch.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v + dtheta
    return theta - learning_rate * (dtheta + rho * v_new), v_new


# --8<-- [end:nesterov_step]


# --8<-- [start:largest_root]
def _largest_root(total: float, product: float) -> float:
    """Size of the larger root of r² − total · r + product = 0, real or complex."""
    spread = cmath.sqrt(total**2 / 4 - product)
    return max(abs(total / 2 + spread), abs(total / 2 - spread))


# --8<-- [end:largest_root]


# --8<-- [start:momentum_factor]
def momentum_factor(curvature: float, learning_rate: float, rho: float) -> float:
    """Largest root, in size, of r² − (1 + ρ − αλ) r + ρ = 0.

    In the long run a step of momentum multiplies the distance from a minimum by it.

    Parameters
    ----------
    curvature : float in (0, inf)
        Eigenvalue λ of the Hessian; at a saddle point it may be negative.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1)
        Share ρ of the velocity that survives a step.

    Returns
    -------
    factor : float in [0, inf)
        √ρ where the roots are complex, and the path oscillates; above 1 it diverges.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    if not (0 <= learning_rate < math.inf and 0 <= rho < 1):
        got = f"{learning_rate} and {rho}"
        raise ValueError(f"expected learning_rate >= 0 and rho in [0, 1), got {got}")
    return _largest_root(1 + rho - learning_rate * curvature, rho)


# --8<-- [end:momentum_factor]


# --8<-- [start:nesterov_factor]
def nesterov_factor(curvature: float, learning_rate: float, rho: float) -> float:
    """Largest root, in size, of r² − (1 + ρ)(1 − αλ) r + ρ (1 − αλ) = 0.

    Parameters
    ----------
    curvature : float in (0, inf)
        Eigenvalue λ of the Hessian; at a saddle point it may be negative.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1)
        Share ρ of the velocity that survives a step.

    Returns
    -------
    factor : float in [0, inf)
        As for ``momentum_factor``; √(ρ (1 − αλ)) where the roots are complex.
    """
    if not (0 <= learning_rate < math.inf and 0 <= rho < 1):
        got = f"{learning_rate} and {rho}"
        raise ValueError(f"expected learning_rate >= 0 and rho in [0, 1), got {got}")
    kept = 1 - learning_rate * curvature
    return _largest_root((1 + rho) * kept, rho * kept)


# --8<-- [end:nesterov_factor]


# --8<-- [start:best_momentum]
def best_momentum(smallest: float, largest: float) -> tuple[float, float, float]:
    """Best α and ρ of momentum on a quadratic, and the factor √ρ of a step.

    α = 4/(√λ_max + √λ_min)², √ρ = (√κ − 1)/(√κ + 1), κ = λ_max/λ_min.

    Parameters
    ----------
    smallest : float in (0, inf)
        Smallest eigenvalue λ_min of the Hessian.
    largest : float in (0, inf)
        Largest eigenvalue λ_max, at least λ_min.

    Returns
    -------
    learning_rate : float in (0, inf)
        The rate α.
    rho : float in [0, 1)
        The share ρ.
    factor : float in [0, 1)
        What is left of the distance after a step, in the long run.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    if not 0 < smallest <= largest < math.inf:
        got = f"{smallest} and {largest}"
        raise ValueError(f"expected 0 < smallest <= largest < inf, got {got}")
    low, high = math.sqrt(smallest), math.sqrt(largest)
    factor = (high - low) / (high + low)
    return 4 / (high + low) ** 2, factor**2, factor


# --8<-- [end:best_momentum]


# --8<-- [start:momentum_noise_floor]
def momentum_noise_floor(
    variance: float, curvature: float, learning_rate: float, rho: float
) -> float:
    """Variance of θ in the long run, α σ² (1 + ρ) / (λ (1 − ρ) (2 (1 + ρ) − αλ)).

    Parameters
    ----------
    variance : float in [0, inf)
        Variance σ² of the gradient noise.
    curvature : float in (0, inf)
        Second derivative λ of the loss.
    learning_rate : float in (0, inf)
        Step size α, less than 2 (1 + ρ)/λ.
    rho : float in [0, 1)
        Share ρ of the velocity that survives a step.

    Returns
    -------
    floor : float in [0, inf)
        Long-run variance of θ around the minimum.
    """
    if not (0 <= variance < math.inf and 0 < curvature < math.inf and 0 <= rho < 1):
        got = f"{variance}, {curvature} and {rho}"
        raise ValueError(
            f"expected variance >= 0, curvature > 0, 0 <= rho < 1, got {got}"
        )
    room = 2 * (1 + rho) - learning_rate * curvature
    if not (learning_rate > 0 and room > 0):
        limit = 2 * (1 + rho) / curvature
        raise ValueError(f"expected learning_rate in (0, {limit}), got {learning_rate}")
    return learning_rate * variance * (1 + rho) / (curvature * (1 - rho) * room)


# --8<-- [end:momentum_noise_floor]
