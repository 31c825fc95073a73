"""What is wrong with SGD: ravines, saddle points and noise, each as a formula."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:sgd_step]
def sgd_step(theta: np.ndarray, dtheta: np.ndarray, learning_rate: float) -> np.ndarray:
    """One step of SGD, θ_new = θ − α g (Robbins and Monro, 1951).

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ, of all samples or of a minibatch.
    learning_rate : float in [0, inf)
        Step size α.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.

    Raises
    ------
    ValueError
        If the shapes differ or the rate is negative or not finite.
    """
    if dtheta.shape != theta.shape:
        shapes = f"{theta.shape} and {dtheta.shape}"
        raise ValueError(f"expected theta and dtheta of one shape, got {shapes}")
    if not 0 <= learning_rate < math.inf:
        raise ValueError(f"expected a finite learning_rate >= 0, got {learning_rate}")
    return theta - learning_rate * dtheta


# --8<-- [end:sgd_step]


# --8<-- [start:coordinates]
def _coordinates(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x = θ₁ and y = θ₂ of points on a surface."""
    if theta.ndim == 0 or theta.shape[-1] != 2:
        raise ValueError(f"expected theta of shape (..., 2), got {theta.shape}")
    return theta[..., 0], theta[..., 1]


def _stack_gradient(dL: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """Put the two slopes side by side, each times the upstream gradient."""
    if dL.shape != dx.shape:
        raise ValueError(f"expected dL of shape {dx.shape}, got {dL.shape}")
    return np.stack([dL * dx, dL * dy], axis=-1)


# --8<-- [end:coordinates]


# --8<-- [start:ravine]
def ravine(theta: np.ndarray) -> np.ndarray:
    """A long valley, L = ½ (x² + 25 y²): curvatures 1 and 25, minimum 0 at (0, 0).

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    L : float array, shape (...)
        Loss at each point.
    """
    x, y = _coordinates(theta)
    return (x**2 + 25 * y**2) / 2


# --8<-- [end:ravine]


# --8<-- [start:ravine_backward]
def ravine_backward(dL: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Gradient of the ravine, (x, 25 y).

    Parameters
    ----------
    dL : float array, shape (...)
        Upstream gradient.
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    dtheta : float array, shape (..., 2)
        Gradient at each point.
    """
    x, y = _coordinates(theta)
    return _stack_gradient(dL, x, 25 * y)


# --8<-- [end:ravine_backward]


# --8<-- [start:saddle]
def saddle(theta: np.ndarray) -> np.ndarray:
    """A saddle point at (0, 0) between two minima, L = ½ x² − ½ y² + ¼ y⁴.

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y); the curvatures at (0, 0) are 1 and −1, the minima (0, ±1).

    Returns
    -------
    L : float array, shape (...)
        Loss at each point.
    """
    x, y = _coordinates(theta)
    return (x**2 - y**2) / 2 + y**4 / 4


# --8<-- [end:saddle]


# --8<-- [start:saddle_backward]
def saddle_backward(dL: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Gradient of the saddle, (x, y³ − y).

    Parameters
    ----------
    dL : float array, shape (...)
        Upstream gradient.
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    dtheta : float array, shape (..., 2)
        Gradient at each point.
    """
    x, y = _coordinates(theta)
    return _stack_gradient(dL, x, y**3 - y)


# --8<-- [end:saddle_backward]


# --8<-- [start:rosenbrock]
def rosenbrock(theta: np.ndarray) -> np.ndarray:
    """A curved valley, L = (1 − x)² + 100 (y − x²)²: minimum 0 at (1, 1).

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y); the usual start is (−1.2, 1).

    Returns
    -------
    L : float array, shape (...)
        Loss at each point.

    References
    ----------
    Rosenbrock (1960), An automatic method for finding the greatest or least value.
    """
    x, y = _coordinates(theta)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


# --8<-- [end:rosenbrock]


# --8<-- [start:rosenbrock_backward]
def rosenbrock_backward(dL: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Gradient of the curved valley, (−2 (1 − x) − 400 x (y − x²), 200 (y − x²)).

    Parameters
    ----------
    dL : float array, shape (...)
        Upstream gradient.
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    dtheta : float array, shape (..., 2)
        Gradient at each point.
    """
    x, y = _coordinates(theta)
    wall = y - x**2
    return _stack_gradient(dL, -2 * (1 - x) - 400 * x * wall, 200 * wall)


# --8<-- [end:rosenbrock_backward]


# --8<-- [start:best_constant_rate]
def best_constant_rate(smallest: float, largest: float) -> tuple[float, float]:
    """Best constant rate on a quadratic, α = 2/(λ_min + λ_max), and its factor.

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
    factor : float in [0, 1)
        What is left of the distance after a step, (κ − 1)/(κ + 1), κ = λ_max/λ_min.
    """
    if not 0 < smallest <= largest < math.inf:
        pair = f"{smallest}, {largest}"
        raise ValueError(f"expected 0 < smallest <= largest < inf, got {pair}")
    return 2 / (smallest + largest), (largest - smallest) / (largest + smallest)


# --8<-- [end:best_constant_rate]


# --8<-- [start:escape_steps]
def escape_steps(
    distance: float, radius: float, curvature: float, learning_rate: float
) -> float:
    """Steps that leave a saddle point, t = log(r/δ) / log(1 + αλ).

    Parameters
    ----------
    distance : float in [0, inf)
        Distance δ of the start from the ridge.
    radius : float in (0, inf)
        Distance r >= δ at which the saddle point counts as left.
    curvature : float in (0, inf)
        λ, where −λ is the negative eigenvalue of the Hessian.
    learning_rate : float in (0, inf)
        Step size α.

    Returns
    -------
    steps : float in [0, inf]
        Number t, not rounded; infinite on the ridge itself.
    """
    if not (0 <= distance <= radius < math.inf and radius > 0):
        got = f"{distance} and {radius}"
        raise ValueError(f"expected 0 <= distance <= radius, radius > 0, got {got}")
    if not min(curvature, learning_rate) > 0:
        got = f"{curvature} and {learning_rate}"
        raise ValueError(f"expected curvature and learning_rate > 0, got {got}")
    if distance == 0:
        return math.inf
    return math.log(radius / distance) / math.log1p(learning_rate * curvature)


# --8<-- [end:escape_steps]


# --8<-- [start:noise_floor]
def noise_floor(variance: float, curvature: float, learning_rate: float) -> float:
    """Variance of θ around a minimum in the long run, α σ² / (λ (2 − αλ)).

    Parameters
    ----------
    variance : float in [0, inf)
        Variance σ² of the gradient noise.
    curvature : float in (0, inf)
        Second derivative λ of the loss.
    learning_rate : float in (0, inf)
        Step size α, less than 2/λ.

    Returns
    -------
    floor : float in [0, inf)
        Long-run variance of θ.
    """
    if not (0 <= variance < math.inf and 0 < curvature < math.inf):
        got = f"{variance} and {curvature}"
        raise ValueError(f"expected variance >= 0 and curvature > 0, got {got}")
    if not 0 < learning_rate * curvature < 2:
        got = f"{learning_rate} at curvature {curvature}"
        raise ValueError(f"expected a learning_rate in (0, 2 / curvature), got {got}")
    return learning_rate * variance / (curvature * (2 - learning_rate * curvature))


# --8<-- [end:noise_floor]


# --8<-- [start:positive_definite_share]
def positive_definite_share(d: int, draws: int, rng: np.random.Generator) -> float:
    """Share of random symmetric d × d matrices whose eigenvalues are all positive.

    Parameters
    ----------
    d : int in [1, 100]
        Rows of a matrix; it is (A + Aᵀ)/√2 with a standard normal A.
    draws : int in [1, 100000]
        Number of matrices.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    share : float in [0, 1]
        Share of the matrices.
    """
    if d < 1 or draws < 1:
        raise ValueError(f"expected d >= 1 and draws >= 1, got {d} and {draws}")
    A = rng.normal(size=(draws, d, d))
    smallest = np.linalg.eigvalsh((A + A.swapaxes(1, 2)) / math.sqrt(2))[:, 0]
    return float((smallest > 0).mean())


# --8<-- [end:positive_definite_share]
