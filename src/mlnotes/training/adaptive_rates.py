"""Adaptive learning rates: Adagrad, RMSprop, Adam and AdamW, one step at a time."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_step]
def _check_step(theta: np.ndarray, learning_rate: float, **others: np.ndarray) -> None:
    """Refuse arrays of another shape, a negative v and a rate that is no rate."""
    for name, array in others.items():
        if array.shape != theta.shape:
            raise ValueError(
                f"expected {name} of theta's shape {theta.shape}, got {array.shape}"
            )
    if (others["v"] < 0).any():
        raise ValueError(f"expected v >= 0, got {others['v'].min()}")
    if not 0 <= learning_rate < np.inf:
        raise ValueError(f"expected a finite learning_rate >= 0, got {learning_rate}")


def _check_settings(eps: float, **means: float) -> None:
    """Refuse a negative eps, and a share outside [0, 1) that survives a step."""
    if not 0 <= eps < np.inf:
        raise ValueError(f"expected a finite eps >= 0, got {eps}")
    for name, value in means.items():
        if not 0 <= value < 1:
            raise ValueError(f"expected {name} in [0, 1), got {value}")


# --8<-- [end:check_step]


# --8<-- [start:adagrad_step]
def adagrad_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    eps: float = 1e-10,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of Adagrad: v ← v + g², θ ← θ − α g / (√v + ε).

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ.
    v : float array in [0, inf), shape (...)
        Sum of all squared gradients so far; zeros before the first step.
    learning_rate : float in [0, inf)
        Step size α.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    v_new : float array, shape (...)
        Sum with the new squares.

    Raises
    ------
    ValueError
        If the shapes differ, v is negative or a setting is out of range.

    References
    ----------
    Duchi, Hazan and Singer (2011), Adaptive subgradient methods, figure 1, with
    diagonal matrices.
    """
    _check_step(theta, learning_rate, dtheta=dtheta, v=v)
    _check_settings(eps)
    v_new = v + dtheta * dtheta
    return theta - learning_rate * dtheta / (np.sqrt(v_new) + eps), v_new


# --8<-- [end:adagrad_step]


# --8<-- [start:rmsprop_step]
def rmsprop_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    rho: float = 0.99,
    eps: float = 1e-8,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of RMSprop: v ← ρ v + (1 − ρ) g², θ ← θ − α g / (√v + ε).

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ.
    v : float array in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the running mean that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    v_new : float array, shape (...)
        Running mean with the new squares.

    Raises
    ------
    ValueError
        If the shapes differ, v is negative or a setting is out of range.

    References
    ----------
    Tieleman and Hinton (2012), Lecture 6.5, RMSprop.
    """
    _check_step(theta, learning_rate, dtheta=dtheta, v=v)
    _check_settings(eps, rho=rho)
    v_new = rho * v + (1 - rho) * dtheta * dtheta
    return theta - learning_rate * dtheta / (np.sqrt(v_new) + eps), v_new


# --8<-- [end:rmsprop_step]


# --8<-- [start:adam_step]
def adam_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One step of Adam: running means of g and g², both without their bias to zero.

    m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g²; then
    θ ← θ − α · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε).

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g at θ.
    m : float array, shape (...)
        Running mean of the gradients; zeros before the first step.
    v : float array in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    t : int in [1, n]
        Number of this step, from 1.
    learning_rate : float in [0, inf)
        Step size α.
    beta1 : float in [0, 1), optional
        Share β₁ of ``m`` that survives a step.
    beta2 : float in [0, 1), optional
        Share β₂ of ``v`` that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    m_new : float array, shape (...)
        Running mean with the new gradient, bias included.
    v_new : float array, shape (...)
        Running mean with the new squares, bias included.

    Raises
    ------
    ValueError
        If the shapes differ, v is negative, t < 1 or a setting is out of range.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    _check_step(theta, learning_rate, dtheta=dtheta, m=m, v=v)
    _check_settings(eps, beta1=beta1, beta2=beta2)
    if t < 1:
        raise ValueError(f"expected t >= 1, the number of the step, got {t}")
    m_new = beta1 * m + (1 - beta1) * dtheta
    v_new = beta2 * v + (1 - beta2) * dtheta * dtheta
    m_hat, v_hat = m_new / (1 - beta1**t), v_new / (1 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m_new, v_new


# --8<-- [end:adam_step]


# --8<-- [start:adamw_step]
def adamw_step(
    theta: np.ndarray,
    dtheta: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    strength: float = 0.01,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One step of AdamW: θ ← (1 − α λ) θ, then the step of Adam.

    Parameters
    ----------
    theta : float array, shape (...)
        Parameters θ.
    dtheta : float array, shape (...)
        Gradient g of the loss at θ, without any penalty.
    m : float array, shape (...)
        Running mean of the gradients; zeros before the first step.
    v : float array in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    t : int in [1, n]
        Number of this step, from 1.
    learning_rate : float in [0, inf)
        Step size α.
    beta1 : float in [0, 1), optional
        Share β₁ of ``m`` that survives a step.
    beta2 : float in [0, 1), optional
        Share β₂ of ``v`` that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.
    strength : float in [0, inf), optional
        Weight decay λ.

    Returns
    -------
    theta_new : float array, shape (...)
        Parameters after the step.
    m_new : float array, shape (...)
        Running mean with the new gradient, bias included.
    v_new : float array, shape (...)
        Running mean with the new squares, bias included.

    Raises
    ------
    ValueError
        As ``adam_step``, and if ``strength`` is negative.

    References
    ----------
    Loshchilov and Hutter (2019), Decoupled weight decay regularization, algorithm 2,
    with PyTorch's αλ in place of their λ.
    """
    if not 0 <= strength < np.inf:
        raise ValueError(f"expected a finite strength >= 0, got {strength}")
    decayed = (1 - learning_rate * strength) * theta
    return adam_step(decayed, dtheta, m, v, t, learning_rate, beta1, beta2, eps)


# --8<-- [end:adamw_step]
