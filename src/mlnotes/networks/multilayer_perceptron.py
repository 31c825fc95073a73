"""Multilayer perceptron: two linear maps with an activation between them."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import numpy as np

# --8<-- [end:imports]
from mlnotes.networks.activations import relu


# --8<-- [start:check_layers]
def _check_layers(
    W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> None:
    """Refuse two layers that do not fit each other."""
    shapes = W1.shape, b1.shape, W2.shape, b2.shape
    if W1.ndim != 2 or shapes[1:] != (W1.shape[:1], (b2.size, len(W1)), (b2.size,)):
        raise ValueError(
            "expected shapes W1 (h, d), b1 (h,), W2 (c, h), b2 (c,), "
            f"got {', '.join(map(str, shapes))}"
        )


# --8<-- [end:check_layers]


# --8<-- [start:mlp]
def mlp(
    X: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
) -> np.ndarray:
    """Scores of a multilayer perceptron: U = X W₁ᵀ + b₁, H = a(U), s = H W₂ᵀ + b₂.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples, one per row.
    W1 : float array, shape (h, d)
        Weights of the first layer, one row per hidden unit.
    b1 : float array, shape (h,)
        Bias of each hidden unit.
    W2 : float array, shape (c, h)
        Weights of the second layer, one row per class.
    b2 : float array, shape (c,)
        Bias of each class.
    activation : callable (n, h) -> (n, h), optional
        The function a; ReLU by default.

    Returns
    -------
    s : float array, shape (n, c)
        Scores, one row per sample.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Goodfellow et al. (2016), Deep Learning, section 6.1; the layers as in
    Rumelhart et al. (1986), Nature 323, eqs. 1 and 2.
    """
    _check_layers(W1, b1, W2, b2)
    if X.ndim != 2 or X.shape[1] != W1.shape[1]:
        raise ValueError(
            f"expected X of shape (n, d) with W1 (h, d), got {X.shape} and {W1.shape}"
        )
    U = X @ W1.T + b1
    H = activation(U)
    if H.shape != U.shape:
        raise ValueError(f"expected activations of shape {U.shape}, got {H.shape}")
    return H @ W2.T + b2


# --8<-- [end:mlp]


# --8<-- [start:collapse]
def collapse(
    W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One linear layer equal to two without activation: W = W₂W₁, b = W₂b₁ + b₂.

    Parameters
    ----------
    W1 : float array, shape (h, d)
        Weights of the first layer.
    b1 : float array, shape (h,)
        Biases of the first layer.
    W2 : float array, shape (c, h)
        Weights of the second layer.
    b2 : float array, shape (c,)
        Biases of the second layer.

    Returns
    -------
    W : float array, shape (c, d)
        Weights of the single layer.
    b : float array, shape (c,)
        Its biases.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_layers(W1, b1, W2, b2)
    return W2 @ W1, W2 @ b1 + b2


# --8<-- [end:collapse]


# --8<-- [start:init_mlp]
def init_mlp(
    d: int, h: int, c: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Parameters to start from: normal weights of variance 2/inputs, biases zero.

    Parameters
    ----------
    d : int in [1, 1000]
        Width of a sample.
    h : int in [1, 1000]
        Number of hidden units.
    c : int in [1, 1000]
        Number of classes.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W1 : float array, shape (h, d)
        Weights of the first layer, of variance 2/d.
    b1 : float array, shape (h,)
        Zeros.
    W2 : float array, shape (c, h)
        Weights of the second layer, of variance 2/h.
    b2 : float array, shape (c,)
        Zeros.

    Raises
    ------
    ValueError
        If d, h or c is less than 1.

    References
    ----------
    He et al. (2015), Delving deep into rectifiers, ICCV, eq. 10.
    """
    if min(d, h, c) < 1:
        raise ValueError(f"expected d, h and c >= 1, got {d}, {h} and {c}")
    W1 = rng.normal(scale=math.sqrt(2 / d), size=(h, d))
    W2 = rng.normal(scale=math.sqrt(2 / h), size=(c, h))
    return W1, np.zeros(h), W2, np.zeros(c)


# --8<-- [end:init_mlp]


# --8<-- [start:interpolating_mlp]
def interpolating_mlp(
    x: np.ndarray, f: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights of a ReLU network that passes through n points, straight in between.

    s(x) = f₀ + Σ_j (m_j − m_{j−1}) ReLU(x − x_j), with m_j the slope after x_j and
    m₋₁ = 0. Computed, not trained; the points may come in any order.

    Parameters
    ----------
    x : float array, shape (n,)
        Inputs, no two equal.
    f : float array, shape (n,)
        The value wanted at each input.

    Returns
    -------
    W1 : float array, shape (n - 1, 1)
        Ones: one hidden unit for each piece.
    b1 : float array, shape (n - 1,)
        Minus the input where the piece begins.
    W2 : float array, shape (1, n - 1)
        Change of the slope there.
    b2 : float array, shape (1,)
        Value at the smallest input.

    Raises
    ------
    ValueError
        If there is no point, the shapes disagree, or the inputs are not distinct
        finite numbers.
    """
    if x.ndim != 1 or f.shape != x.shape or len(x) == 0:
        raise ValueError(f"expected x (n,), f (n,), n >= 1, got {x.shape}, {f.shape}")
    order = np.argsort(x)
    x, f = x[order], f[order]
    if not (np.isfinite(x).all() and (np.diff(x) > 0).all()):
        raise ValueError(f"expected distinct finite inputs, got {x}")
    slopes = np.diff(f) / np.diff(x)
    W2 = np.diff(slopes, prepend=np.zeros_like(slopes[:1]))
    return np.ones_like(x[1:, None]), -x[:-1], W2[None], f[:1]


# --8<-- [end:interpolating_mlp]
