"""Newton's method: steps that know the curvature, and what they cost."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import sigmoid
from mlnotes.training.sgd_problems import _coordinates


# --8<-- [start:check_system]
def _check_system(H: np.ndarray, **vectors: np.ndarray) -> None:
    """Refuse everything but a square matrix with vectors of its length."""
    if H.ndim != 2 or H.shape[0] != H.shape[1] or len(H) == 0:
        raise ValueError(f"expected H of shape (d, d) with d >= 1, got {H.shape}")
    for name, vector in vectors.items():
        if vector.shape != H.shape[:1]:
            raise ValueError(
                f"expected {name} of shape ({len(H)},), got {vector.shape}"
            )


# --8<-- [end:check_system]


# --8<-- [start:newton_step]
def newton_step(theta: np.ndarray, dtheta: np.ndarray, H: np.ndarray) -> np.ndarray:
    """One step of Newton's method: θ − H⁻¹ g, by solving H δ = g; nothing is inverted.

    Parameters
    ----------
    theta : float array, shape (d,)
        Parameters θ.
    dtheta : float array, shape (d,)
        Gradient g at θ.
    H : float array, shape (d, d)
        Hessian at θ, in float32 or float64.

    Returns
    -------
    theta_new : float array, shape (d,)
        Point at which the gradient of the quadratic approximation vanishes.

    Raises
    ------
    ValueError
        If the shapes disagree, ``H`` is in half precision or holds NaN or infinity,
        or ``H`` is singular up to rounding.

    References
    ----------
    Nocedal and Wright (2006), Numerical Optimization, 2nd edition, eq. 2.14 and 2.15.
    """
    _check_system(H, theta=theta, dtheta=dtheta)
    if H.dtype not in (np.float32, np.float64):
        raise ValueError(f"expected H in float32 or float64, got {H.dtype}")
    if not np.isfinite(H).all():
        raise ValueError("expected a finite H, got NaN or infinity")
    condition = np.linalg.cond(H)
    if not condition * len(H) * np.finfo(H.dtype).eps < 1:  # NaN if H is 0
        raise ValueError(
            f"expected H to have an inverse, got condition {condition:.1e}"
        )
    return theta - np.linalg.solve(H, dtheta)


# --8<-- [end:newton_step]


# --8<-- [start:damp]
def damp(H: np.ndarray, strength: float) -> np.ndarray:
    """Add λ to every eigenvalue: H + λ I.

    Parameters
    ----------
    H : float array, shape (d, d)
        Hessian.
    strength : float in [0, inf)
        Damping λ.

    Returns
    -------
    H_damped : float array, shape (d, d)
        Damped Hessian.

    Raises
    ------
    ValueError
        If ``H`` is not square or ``strength`` is negative.

    References
    ----------
    Nocedal and Wright (2006), Numerical Optimization, 2nd edition, section 3.4.
    """
    _check_system(H)
    if not 0 <= strength < np.inf:
        raise ValueError(f"expected a finite strength >= 0, got {strength}")
    return H + strength * np.eye(len(H), dtype=H.dtype)


# --8<-- [end:damp]


# --8<-- [start:eliminate]
def eliminate(H: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, int]:
    """Solve H δ = g by elimination and count multiplications and divisions.

    Each column exchanges rows so that its largest entry becomes the pivot.

    Parameters
    ----------
    H : float array, shape (d, d)
        Matrix of the system.
    g : float array, shape (d,)
        Right side.

    Returns
    -------
    delta : float array, shape (d,)
        Solution δ.
    count : int in [0, inf)
        Multiplications and divisions: (d³ + 3 d² − d) / 3.

    Raises
    ------
    ValueError
        If the shapes disagree or a pivot is zero.

    References
    ----------
    Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd edition, 9.1.
    """
    _check_system(H, g=g)
    A, d, count = np.column_stack([H, g]), len(H), 0
    for k in range(d):
        pivot = k + np.abs(A[k:, k]).argmax()
        A[[k, pivot]] = A[[pivot, k]]
        if A[k, k] == 0:
            raise ValueError(f"expected H to have an inverse, got pivot 0 in row {k}")
        factors = A[k + 1 :, k] / A[k, k]
        products = factors[:, np.newaxis] * A[k, k + 1 :]
        A[k + 1 :, k + 1 :] -= products
        count += factors.size + products.size
    delta = A[:, d].copy()
    for k in reversed(range(d)):
        delta[k] /= A[k, k]
        delta[:k] -= A[:k, k] * delta[k]
        count += 1 + k
    return delta, count


# --8<-- [end:eliminate]


# --8<-- [start:logistic_hessian]
def logistic_hessian(X: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Hessian of the mean logistic loss: (1/n) Σ_i p_i (1 − p_i) x_i x_iᵀ.

    The labels do not enter.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    theta : float array, shape (d,)
        Weights; p_i = σ(θᵀ x_i).

    Returns
    -------
    H : float array, shape (d, d)
        Hessian; symmetric, no eigenvalue is negative.

    Raises
    ------
    ValueError
        If there is no sample or the shapes disagree.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.97, divided by n.
    """
    if X.ndim != 2 or len(X) == 0 or theta.shape != X.shape[1:]:
        raise ValueError(
            "expected X (n, d) with n >= 1 and theta (d,), "
            f"got {X.shape} and {theta.shape}"
        )
    p = sigmoid(X @ theta)
    return X.T @ ((p * (1 - p))[:, np.newaxis] * X) / len(X)


# --8<-- [end:logistic_hessian]


# --8<-- [start:surface_hessians]
def _symmetric(xx: np.ndarray, xy: np.ndarray, yy: np.ndarray) -> np.ndarray:
    """Put three second derivatives into matrices, shape (..., 2, 2)."""
    rows = [np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)]
    return np.stack(rows, axis=-2)


# --8<-- [end:surface_hessians]


# --8<-- [start:ravine_hessian]
def ravine_hessian(theta: np.ndarray) -> np.ndarray:
    """Hessian of the ravine ½ (x² + 25 y²): diagonal, 1 and 25, at every point.

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    H : float array, shape (..., 2, 2)
        Hessian at each point.
    """
    x, _ = _coordinates(theta)
    one = np.ones_like(x)
    return _symmetric(one, 0 * one, 25 * one)


# --8<-- [end:ravine_hessian]


# --8<-- [start:saddle_hessian]
def saddle_hessian(theta: np.ndarray) -> np.ndarray:
    """Hessian of the saddle ½ x² − ½ y² + ¼ y⁴: diagonal, 1 and 3 y² − 1.

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    H : float array, shape (..., 2, 2)
        Hessian at each point; the second eigenvalue is negative for |y| < 1/√3.
    """
    x, y = _coordinates(theta)
    one = np.ones_like(x)
    return _symmetric(one, 0 * one, 3 * y**2 - one)


# --8<-- [end:saddle_hessian]


# --8<-- [start:rosenbrock_hessian]
def rosenbrock_hessian(theta: np.ndarray) -> np.ndarray:
    """Hessian of the curved valley (1 − x)² + 100 (y − x²)².

    Parameters
    ----------
    theta : float array, shape (..., 2)
        Points (x, y).

    Returns
    -------
    H : float array, shape (..., 2, 2)
        Hessian at each point.
    """
    x, y = _coordinates(theta)
    return _symmetric(2 + 1200 * x**2 - 400 * y, -400 * x, np.full_like(x, 200))


# --8<-- [end:rosenbrock_hessian]
