"""Activations: tanh, ReLU, leaky ReLU and GELU, with their gradients by hand."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:tanh]
def tanh(u: np.ndarray) -> np.ndarray:
    """Hyperbolic tangent, tanh(u) = (eᵘ − e⁻ᵘ) / (eᵘ + e⁻ᵘ) = 2 σ(2u) − 1.

    NumPy's own function: the quotient overflows for large u.

    Parameters
    ----------
    u : float array, shape (...)
        Pre-activations.

    Returns
    -------
    h : float array, shape (...)
        Activations in [−1, 1], with the dtype of ``u``.

    References
    ----------
    Goodfellow et al. (2016), Deep Learning, section 6.3.2.
    """
    return np.tanh(u)


# --8<-- [end:tanh]


# --8<-- [start:tanh_backward]
def tanh_backward(dh: np.ndarray, h: np.ndarray) -> np.ndarray:
    """Gradient of tanh: ∂L/∂u = ∂L/∂h · (1 − h²).

    Parameters
    ----------
    dh : float array, shape (...)
        Upstream gradient, ∂L/∂h.
    h : float array, shape (...)
        What ``tanh`` returned.

    Returns
    -------
    du : float array, shape (...)
        ∂L/∂u.

    Raises
    ------
    ValueError
        If ``dh`` and ``h`` differ in shape.
    """
    if dh.shape != h.shape:
        raise ValueError(f"expected dh of h's shape {h.shape}, got {dh.shape}")
    return dh * (1 - h * h)


# --8<-- [end:tanh_backward]


# --8<-- [start:relu]
def relu(u: np.ndarray) -> np.ndarray:
    """Rectified linear unit, ReLU(u) = max(0, u); NaN stays NaN.

    Parameters
    ----------
    u : float array, shape (...)
        Pre-activations.

    Returns
    -------
    h : float array, shape (...)
        Activations, at least 0, with the dtype of ``u``.

    References
    ----------
    Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann
    machines, ICML, section 2.
    """
    return np.maximum(u, 0)


# --8<-- [end:relu]


# --8<-- [start:relu_backward]
def relu_backward(dh: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Gradient of ReLU: ∂L/∂u = ∂L/∂h where u > 0, and 0 elsewhere.

    At u = 0 any number of [0, 1] is a subgradient; 0 is taken, as in PyTorch.

    Parameters
    ----------
    dh : float array, shape (...)
        Upstream gradient, ∂L/∂h.
    u : float array, shape (...)
        What ``relu`` was given.

    Returns
    -------
    du : float array, shape (...)
        ∂L/∂u.

    Raises
    ------
    ValueError
        If ``dh`` and ``u`` differ in shape.
    """
    if dh.shape != u.shape:
        raise ValueError(f"expected dh of u's shape {u.shape}, got {dh.shape}")
    return dh * np.heaviside(u, 0)  # 0, 1, at zero the 0 given here; NaN for NaN


# --8<-- [end:relu_backward]


# --8<-- [start:leaky_relu]
def leaky_relu(u: np.ndarray, slope: float = 0.01) -> np.ndarray:
    """Leaky ReLU: u where u > 0, slope · u elsewhere.

    Parameters
    ----------
    u : float array, shape (...)
        Pre-activations.
    slope : float in (0, 1), optional
        Slope on the negative side.

    Returns
    -------
    h : float array, shape (...)
        Activations, with the dtype of ``u``.

    Raises
    ------
    ValueError
        If ``slope`` is not in (0, 1).

    References
    ----------
    Maas et al. (2013), Rectifier nonlinearities improve neural network acoustic
    models, ICML workshop, section 2.
    """
    if not 0 < slope < 1:
        raise ValueError(f"expected slope in (0, 1), got {slope}")
    return np.maximum(u, float(slope) * u)


# --8<-- [end:leaky_relu]


# --8<-- [start:leaky_relu_backward]
def leaky_relu_backward(
    dh: np.ndarray, u: np.ndarray, slope: float = 0.01
) -> np.ndarray:
    """Gradient of leaky ReLU: ∂L/∂u = ∂L/∂h where u > 0, slope · ∂L/∂h elsewhere.

    Parameters
    ----------
    dh : float array, shape (...)
        Upstream gradient, ∂L/∂h.
    u : float array, shape (...)
        What ``leaky_relu`` was given.
    slope : float in (0, 1), optional
        Slope on the negative side.

    Returns
    -------
    du : float array, shape (...)
        ∂L/∂u.

    Raises
    ------
    ValueError
        If ``dh`` and ``u`` differ in shape, or ``slope`` is not in (0, 1).
    """
    if dh.shape != u.shape:
        raise ValueError(f"expected dh of u's shape {u.shape}, got {dh.shape}")
    if not 0 < slope < 1:
        raise ValueError(f"expected slope in (0, 1), got {slope}")
    positive = np.heaviside(u, 0)  # 1 where u > 0, 0 elsewhere, NaN for NaN
    return dh * (positive + float(slope) * (1 - positive))


# --8<-- [end:leaky_relu_backward]


# --8<-- [start:normal_cdf]
def _normal_cdf(u: np.ndarray) -> np.ndarray:
    """Φ(u) = erfc(−u/√2) / 2 in float64, accurate where Φ is tiny as well."""
    if not np.issubdtype(u.dtype, np.floating):
        raise ValueError(f"expected u of a float dtype, got {u.dtype}")
    values = [math.erfc(-value / math.sqrt(2)) / 2 for value in u.ravel().tolist()]
    return np.array(values, dtype=np.float64).reshape(u.shape)


# --8<-- [end:normal_cdf]


# --8<-- [start:gelu]
def gelu(u: np.ndarray) -> np.ndarray:
    """Gaussian error linear unit, GELU(u) = u Φ(u), Φ the standard normal CDF.

    NumPy has no error function: Python's is called element by element, in float64.

    Parameters
    ----------
    u : float array, shape (...)
        Pre-activations.

    Returns
    -------
    h : float array, shape (...)
        Activations, at least −0.17, with the dtype of ``u``.

    Raises
    ------
    ValueError
        If ``u`` has no float dtype.

    References
    ----------
    Hendrycks and Gimpel (2016), Gaussian error linear units (GELUs), section 2.
    """
    above = np.maximum(u, -40)  # Φ(−40) = 0 in float64, and −inf · 0 would be NaN
    return (above * _normal_cdf(u)).astype(u.dtype)


# --8<-- [end:gelu]


# --8<-- [start:gelu_backward]
def gelu_backward(dh: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Gradient of GELU: ∂L/∂u = ∂L/∂h · (Φ(u) + u φ(u)), φ the normal density.

    Parameters
    ----------
    dh : float array, shape (...)
        Upstream gradient, ∂L/∂h.
    u : float array, shape (...)
        What ``gelu`` was given.

    Returns
    -------
    du : float array, shape (...)
        ∂L/∂u.

    Raises
    ------
    ValueError
        If ``dh`` and ``u`` differ in shape, or ``u`` has no float dtype.
    """
    if dh.shape != u.shape:
        raise ValueError(f"expected dh of u's shape {u.shape}, got {dh.shape}")
    z = np.clip(u, -40, 40).astype(np.float64)  # φ(40) = 0, and u² cannot overflow
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return dh * (_normal_cdf(u) + z * density).astype(u.dtype)


# --8<-- [end:gelu_backward]
