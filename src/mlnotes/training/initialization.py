"""Initial weights, and what their variance does to signals and gradients by depth."""

# --8<-- [start:imports]
import math
from collections.abc import Callable

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.networks.activations import relu, relu_backward, tanh, tanh_backward


# --8<-- [start:gaussian_init]
def gaussian_init(d: int, h: int, std: float, rng: np.random.Generator) -> np.ndarray:
    """Normal weights with mean 0 and a standard deviation of your choice.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    std : float in [0, inf)
        Standard deviation; 0 gives zeros.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W : float array, shape (h, d)
        Weights, one row per unit.

    Raises
    ------
    ValueError
        If d or h is less than 1, or ``std`` is negative or not finite.
    """
    if min(d, h) < 1 or not 0 <= std < math.inf:
        raise ValueError(f"expected d, h >= 1, std >= 0, got {d}, {h} and {std}")
    return rng.normal(scale=std, size=(h, d))


# --8<-- [end:gaussian_init]


# --8<-- [start:lecun_init]
def lecun_init(d: int, h: int, rng: np.random.Generator) -> np.ndarray:
    """Normal weights of variance 1/d: the sum over d inputs keeps their variance.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W : float array, shape (h, d)
        Weights, one row per unit.

    References
    ----------
    LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, eq. 16.
    """
    return gaussian_init(d, h, 1, rng) * math.sqrt(1 / d)


# --8<-- [end:lecun_init]


# --8<-- [start:xavier_init]
def xavier_init(d: int, h: int, rng: np.random.Generator) -> np.ndarray:
    """Normal weights of variance 2/(d + h), a compromise of forward and backward.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W : float array, shape (h, d)
        Weights, one row per unit.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty …, AISTATS, eq. 12.
    """
    return gaussian_init(d, h, 1, rng) * math.sqrt(2 / (d + h))


# --8<-- [end:xavier_init]


# --8<-- [start:he_init]
def he_init(d: int, h: int, rng: np.random.Generator) -> np.ndarray:
    """Normal weights of variance 2/d: the 2 makes up for the half that ReLU drops.

    Parameters
    ----------
    d : int in [1, 1000]
        Inputs of the layer.
    h : int in [1, 1000]
        Units of the layer.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W : float array, shape (h, d)
        Weights, one row per unit.

    References
    ----------
    He et al. (2015), Delving deep into rectifiers, ICCV, eq. 10.
    """
    return gaussian_init(d, h, 1, rng) * math.sqrt(2 / d)


# --8<-- [end:he_init]


# --8<-- [start:check_stack]
def _check_stack(X: np.ndarray, W: np.ndarray) -> None:
    """Refuse weights that are no stack of square layers as wide as the samples."""
    h = X.shape[-1] if X.ndim == 2 else -1
    if W.ndim != 3 or len(W) == 0 or W.shape[1:] != (h, h):
        shapes = f"{X.shape} and {W.shape}"
        raise ValueError(f"expected X (n, h), W (k, h, h), k >= 1, got {shapes}")


# --8<-- [end:check_stack]


# --8<-- [start:activations_by_depth]
def activations_by_depth(
    X: np.ndarray,
    W: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray] = tanh,
) -> np.ndarray:
    """Activations of every layer, H_l = a(H_{l−1} W_lᵀ) with H₀ = X; no biases.

    Parameters
    ----------
    X : float array, shape (n, h)
        Samples, as wide as the layers.
    W : float array, shape (k, h, h)
        Weights of the k layers.
    activation : callable (n, h) -> (n, h), optional
        The function a; tanh by default.

    Returns
    -------
    H : float array, shape (k, n, h)
        Activations; what explodes ends as infinity or NaN.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_stack(X, W)
    H = [X]
    with np.errstate(over="ignore", invalid="ignore"):
        for weights in W:
            H.append(activation(H[-1] @ weights.T))
    return np.stack(H[1:])


# --8<-- [end:activations_by_depth]


# --8<-- [start:gradients_by_depth]
def gradients_by_depth(
    dH: np.ndarray,
    X: np.ndarray,
    W: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray] = tanh,
) -> np.ndarray:
    """Gradient at every layer: dU_l = dH_l ⊙ a′(U_l), dH_{l−1} = dU_l W_l.

    Parameters
    ----------
    dH : float array, shape (n, h)
        Upstream gradient of the last layer's activations.
    X : float array, shape (n, h)
        Samples, as in ``activations_by_depth``.
    W : float array, shape (k, h, h)
        Weights of the k layers.
    activation : callable (n, h) -> (n, h), optional
        ``tanh`` (the default) or ``relu``.

    Returns
    -------
    dU : float array, shape (k, n, h)
        ∂L/∂U of every layer, first layer first.

    Raises
    ------
    ValueError
        If the shapes disagree, or the activation is neither tanh nor ReLU.
    """
    if activation not in (tanh, relu):
        raise ValueError(f"expected activation tanh or relu, got {activation}")
    H = activations_by_depth(X, W, activation)
    if dH.shape != X.shape:
        raise ValueError(f"expected dH of X's shape {X.shape}, got {dH.shape}")
    back = relu_backward if activation is relu else tanh_backward
    dU = []
    with np.errstate(over="ignore", invalid="ignore"):
        for weights, out in zip(W[::-1], H[::-1], strict=True):
            dU.append(back(dH, out))  # for ReLU, too: H > 0 exactly where U > 0
            dH = dU[-1] @ weights
    return np.stack(dU[::-1])


# --8<-- [end:gradients_by_depth]


# --8<-- [start:deep_scores]
def _deep_scores(H: np.ndarray, V: np.ndarray) -> np.ndarray:
    """Scores of the output layer, s = H Vᵀ; infinite if H exploded."""
    if V.ndim != 2 or V.shape[1] != H.shape[1]:
        raise ValueError(f"expected V of shape (c, {H.shape[1]}), got {V.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        return H @ V.T


# --8<-- [end:deep_scores]


# --8<-- [start:deep_loss]
def deep_loss(
    X: np.ndarray,
    y: np.ndarray,
    W: np.ndarray,
    V: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray] = tanh,
) -> np.ndarray:
    """Cross entropy of k hidden layers and a linear one, s = H_k Vᵀ; no biases.

    Parameters
    ----------
    X : float array, shape (n, h)
        Samples, as wide as the layers.
    y : int array in [0, c), shape (n,)
        Labels.
    W : float array, shape (k, h, h)
        Weights of the k hidden layers.
    V : float array, shape (c, h)
        Weights of the output layer.
    activation : callable (n, h) -> (n, h), optional
        ``tanh`` by default.

    Returns
    -------
    L : float array, shape ()
        Loss in nats, the mean over the samples.

    Raises
    ------
    ValueError
        If the shapes disagree, or the scores are no longer finite.
    """
    H = activations_by_depth(X, W, activation)
    return cross_entropy(_deep_scores(H[-1], V), y)


# --8<-- [end:deep_loss]


# --8<-- [start:deep_loss_backward]
def deep_loss_backward(
    dL: np.ndarray | float,
    X: np.ndarray,
    y: np.ndarray,
    W: np.ndarray,
    V: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray] = tanh,
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of ``deep_loss`` with respect to all weights.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    X : float array, shape (n, h)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W : float array, shape (k, h, h)
        Weights of the hidden layers.
    V : float array, shape (c, h)
        Weights of the output layer.
    activation : callable (n, h) -> (n, h), optional
        ``tanh`` (the default) or ``relu``.

    Returns
    -------
    dW : float array, shape (k, h, h)
        ∂L/∂W, dW_l = dU_lᵀ H_{l−1}.
    dV : float array, shape (c, h)
        ∂L/∂V.
    """
    H = activations_by_depth(X, W, activation)
    ds = cross_entropy_backward(dL, _deep_scores(H[-1], V), y)
    dU = gradients_by_depth(ds @ V, X, W, activation)
    inputs = np.concatenate([X[np.newaxis], H[:-1]])
    return dU.transpose(0, 2, 1) @ inputs, ds.T @ H[-1]


# --8<-- [end:deep_loss_backward]
