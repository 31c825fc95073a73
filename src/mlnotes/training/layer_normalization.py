"""Layer normalisation: every sample gets mean 0 and variance 1 over its features."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.training.batch_normalization import _normalize, _normalize_backward


# --8<-- [start:check_last_axis]
def _check_last_axis(X: np.ndarray, *features: np.ndarray) -> None:
    """Refuse X without a last axis of at least 1, and features that are not (d,)."""
    if X.ndim == 0 or X.shape[-1] == 0:
        raise ValueError(f"expected X of shape (..., d) with d >= 1, got {X.shape}")
    for feature in features:
        if feature.shape != X.shape[-1:]:
            raise ValueError(
                f"expected one number per feature, {X.shape[-1:]}, got {feature.shape}"
            )


# --8<-- [end:check_last_axis]


# --8<-- [start:layer_norm]
def layer_norm(
    X: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """Layer normalisation over the last axis: y = γ (x − μ)/√(variance + ε) + β.

    Mean and variance are those of each sample, or position, over its d features.

    Parameters
    ----------
    X : float array, shape (..., d)
        Samples; any leading axes, such as batch and position.
    gamma : float array, shape (d,)
        Scale γ of each feature; learned.
    beta : float array, shape (d,)
        Shift β of each feature; learned.
    eps : float in (0, inf), optional
        ε, which keeps a constant sample from being divided by 0.

    Returns
    -------
    Y : float array, shape (..., d)
        Normalised, scaled and shifted samples.

    Raises
    ------
    ValueError
        If the shapes disagree, d is 0, or ε ≤ 0.

    References
    ----------
    Ba, Kiros and Hinton (2016), Layer normalization, eq. 3 and 4.
    """
    _check_last_axis(X, gamma, beta)
    X_hat, _ = _normalize(X, -1, eps)
    return (gamma * X_hat + beta).astype(X.dtype, copy=False)


# --8<-- [end:layer_norm]


# --8<-- [start:layer_norm_backward]
def layer_norm_backward(
    dY: np.ndarray, X: np.ndarray, gamma: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of layer normalisation; with dx̂ = γ dy and means over the features,

    ∂L/∂x = (dx̂ − mean(dx̂) − x̂ mean(dx̂ · x̂))/σ.

    Parameters
    ----------
    dY : float array, shape (..., d)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (..., d)
        Samples, as in ``layer_norm``.
    gamma : float array, shape (d,)
        Scale γ.
    eps : float in (0, inf), optional
        ε.

    Returns
    -------
    dX : float array, shape (..., d)
        ∂L/∂X.
    dgamma : float array, shape (d,)
        ∂L/∂γ, summed over all samples and positions.
    dbeta : float array, shape (d,)
        ∂L/∂β, summed over all samples and positions.

    Raises
    ------
    ValueError
        As ``layer_norm``, or if ``dY`` does not have the shape of ``X``.
    """
    _check_last_axis(X, gamma)
    if dY.shape != X.shape:
        raise ValueError(f"expected dY of X's shape {X.shape}, got {dY.shape}")
    X_hat, std = _normalize(X, -1, eps)
    dY = dY.astype(std.dtype, copy=False)
    dX = _normalize_backward(dY * gamma, X_hat, std, -1)
    leading = tuple(range(X.ndim - 1))
    dgamma, dbeta = (dY * X_hat).sum(axis=leading), dY.sum(axis=leading)
    return dX.astype(X.dtype), dgamma.astype(gamma.dtype), dbeta.astype(gamma.dtype)


# --8<-- [end:layer_norm_backward]
