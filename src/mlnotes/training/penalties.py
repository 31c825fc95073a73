"""Penalties on weights, steps that decay or threshold them, ridge and lasso by hand."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_numbers]
def _check_numbers(**numbers: float) -> None:
    """Refuse a strength, threshold or rate that is negative, infinite or NaN."""
    for name, value in numbers.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"expected a finite {name} >= 0, got {value}")


# --8<-- [end:check_numbers]


# --8<-- [start:check_regression]
def _check_regression(X: np.ndarray, y: np.ndarray) -> None:
    """Refuse shapes that disagree, no sample, half precision, NaN and infinity."""
    if X.ndim != 2 or y.shape != X.shape[:1] or X.size == 0:
        raise ValueError(
            f"expected X (n, d), y (n,), n >= 1, d >= 1, got {X.shape}, {y.shape}"
        )
    if X.dtype == np.float16:
        raise ValueError(f"expected float32 or float64, got {X.dtype}")
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError("expected finite numbers, got NaN or infinity")


# --8<-- [end:check_regression]


# --8<-- [start:l2_penalty]
def l2_penalty(W: np.ndarray, strength: float) -> np.ndarray:
    """L2 penalty (ridge), λ/2 Σ W².

    Parameters
    ----------
    W : float array, shape (...)
        Weights, without the biases.
    strength : float in [0, inf)
        λ; the same number as PyTorch's ``weight_decay``.

    Returns
    -------
    penalty : float array, shape ()
        What is added to the loss.

    Raises
    ------
    ValueError
        If ``strength`` is negative or not finite.

    References
    ----------
    Goodfellow et al. (2016), Deep Learning, eq. 7.2.
    """
    _check_numbers(strength=strength)
    return strength / 2 * np.square(W).sum()


# --8<-- [end:l2_penalty]


# --8<-- [start:l2_penalty_backward]
def l2_penalty_backward(
    dL: np.ndarray | float, W: np.ndarray, strength: float
) -> np.ndarray:
    """Gradient of the L2 penalty: ∂L/∂W = λW.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the penalty is a term of the loss.
    W : float array, shape (...)
        Weights.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    dW : float array, shape (...)
        Proportional to the weight: a small one is hardly pulled.

    Raises
    ------
    ValueError
        As ``l2_penalty``, and if ``dL`` is not a single number.
    """
    _check_numbers(strength=strength)
    if np.shape(dL) != ():
        raise ValueError(f"expected dL of shape (), got {np.shape(dL)}")
    return dL * (strength * W)


# --8<-- [end:l2_penalty_backward]


# --8<-- [start:l1_penalty]
def l1_penalty(W: np.ndarray, strength: float) -> np.ndarray:
    """L1 penalty (lasso), λ Σ |W|: Goodfellow et al. (2016), eq. 7.18.

    Parameters
    ----------
    W : float array, shape (...)
        Weights, without the biases.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    penalty : float array, shape ()
        What is added to the loss.

    Raises
    ------
    ValueError
        As ``l2_penalty``.
    """
    _check_numbers(strength=strength)
    return strength * np.abs(W).sum()


# --8<-- [end:l1_penalty]


# --8<-- [start:l1_penalty_backward]
def l1_penalty_backward(
    dL: np.ndarray | float, W: np.ndarray, strength: float
) -> np.ndarray:
    """Subgradient of the L1 penalty: ∂L/∂W = λ sign(W), taken as 0 where W is 0.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the penalty is a term of the loss.
    W : float array, shape (...)
        Weights.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    dW : float array, shape (...)
        Of the same size for every weight that is not 0.

    Raises
    ------
    ValueError
        As ``l2_penalty``, and if ``dL`` is not a single number.
    """
    _check_numbers(strength=strength)
    if np.shape(dL) != ():
        raise ValueError(f"expected dL of shape (), got {np.shape(dL)}")
    return dL * (strength * np.sign(W))


# --8<-- [end:l1_penalty_backward]


# --8<-- [start:soft_threshold]
def soft_threshold(W: np.ndarray, threshold: float) -> np.ndarray:
    """Move every weight towards 0 by the threshold, and no further than 0.

    The minimum over Z of ½ Σ (Z − W)² + threshold Σ |Z|.

    Parameters
    ----------
    W : float array, shape (...)
        Weights.
    threshold : float in [0, inf)
        Largest change of a weight.

    Returns
    -------
    Z : float array, shape (...)
        sign(W) max(|W| − threshold, 0); exactly 0 where |W| ≤ threshold.

    Raises
    ------
    ValueError
        If ``threshold`` is negative or not finite.

    References
    ----------
    Beck and Teboulle (2009), SIAM Journal on Imaging Sciences 2, eq. 1.5.
    """
    _check_numbers(threshold=threshold)
    return W - np.clip(W, -threshold, threshold)


# --8<-- [end:soft_threshold]


# --8<-- [start:weight_decay_step]
def weight_decay_step(
    W: np.ndarray, dW: np.ndarray, learning_rate: float, strength: float
) -> np.ndarray:
    """Gradient step with decoupled decay: W ← (1 − αλ) W − α ∂L/∂W.

    Parameters
    ----------
    W : float array, shape (...)
        Weights.
    dW : float array, shape (...)
        Gradient of the loss alone, without the penalty.
    learning_rate : float in [0, inf)
        Step size α.
    strength : float in [0, inf)
        λ.

    Returns
    -------
    W_new : float array, shape (...)
        Weights after the step.

    Raises
    ------
    ValueError
        If the shapes differ, or a number is negative or not finite.

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization, eq. 1.
    """
    _check_numbers(learning_rate=learning_rate, strength=strength)
    if dW.shape != W.shape:
        raise ValueError(f"expected dW of W's shape {W.shape}, got {dW.shape}")
    return (1 - learning_rate * strength) * W - learning_rate * dW


# --8<-- [end:weight_decay_step]


# --8<-- [start:ridge]
def ridge(X: np.ndarray, y: np.ndarray, strength: float) -> np.ndarray:
    """Minimum of ½‖Xw − y‖² + λ/2 ‖w‖²: w = (XᵀX + λI)⁻¹ Xᵀy.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : float array, shape (n,)
        Values to predict.
    strength : float in (0, inf)
        λ; positive, so that the matrix has an inverse.

    Returns
    -------
    w : float array, shape (d,)
        Weights.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample, a number is not finite, in half
        precision, or ``strength`` is not positive.

    References
    ----------
    Hoerl and Kennard (1970), Ridge regression, eq. 2.1.
    """
    _check_regression(X, y)
    if not 0 < strength < math.inf:
        raise ValueError(f"expected a finite strength > 0, got {strength}")
    curvature = X.T @ X + strength * np.eye(X.shape[1], dtype=X.dtype)
    return np.linalg.solve(curvature, X.T @ y)


# --8<-- [end:ridge]


# --8<-- [start:lasso]
def lasso(X: np.ndarray, y: np.ndarray, strength: float, steps: int) -> np.ndarray:
    """Minimum of ½‖Xw − y‖² + λ‖w‖₁ by proximal gradient steps (ISTA), from w = 0.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples; the step size is 1/‖X‖², ‖X‖ the largest singular value.
    y : float array, shape (n,)
        Values to predict.
    strength : float in [0, inf)
        λ.
    steps : int in [0, 1000]
        Number of steps.

    Returns
    -------
    w : float array, shape (d,)
        Weights, many of them exactly 0 if λ is large.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample but zeros, a number is not finite,
        in half precision, or negative where it must not be.

    References
    ----------
    Tibshirani (1996), eq. 2; the steps are Beck and Teboulle (2009), eq. 1.4.
    """
    _check_regression(X, y)
    _check_numbers(strength=strength, steps=steps)
    largest = float(np.linalg.norm(X, 2))
    if largest == 0:
        raise ValueError("expected a sample that is not 0, got zeros")
    w, rate = np.zeros_like(X[0]), 1 / largest**2
    for _ in range(steps):
        w = soft_threshold(w - rate * (X.T @ (X @ w - y)), rate * strength)
    return w


# --8<-- [end:lasso]
