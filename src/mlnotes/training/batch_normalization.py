"""Batch normalisation: every feature gets mean 0 and variance 1 over the batch."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_features]
def _check_features(X: np.ndarray, least: int, *features: np.ndarray) -> None:
    """Refuse X that is not (n, d) with enough samples, and features not of (d,)."""
    if X.ndim != 2 or len(X) < least:
        raise ValueError(f"expected X of shape (n, d) with n >= {least}, got {X.shape}")
    for feature in features:
        if feature.shape != X.shape[1:]:
            raise ValueError(
                f"expected one number per feature, {X.shape[1:]}, got {feature.shape}"
            )


# --8<-- [end:check_features]


# --8<-- [start:normalize]
def _normalize(X: np.ndarray, axis: int, eps: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x̂ = (x − μ)/σ and σ = √(variance + ε) along one axis; float32 at least."""
    if not eps > 0:
        raise ValueError(f"expected eps > 0, got {eps}")
    X = X.astype(np.result_type(X, np.float32), copy=False)  # float16 is too coarse
    std = np.sqrt(X.var(axis=axis, keepdims=True) + eps)
    return (X - X.mean(axis=axis, keepdims=True)) / std, std


# --8<-- [end:normalize]


# --8<-- [start:normalize_backward]
def _normalize_backward(
    dX_hat: np.ndarray, X_hat: np.ndarray, std: np.ndarray, axis: int
) -> np.ndarray:
    """∂L/∂x = (∂L/∂x̂ − mean(∂L/∂x̂) − x̂ mean(∂L/∂x̂ · x̂))/σ, means along the axis."""
    mean = dX_hat.mean(axis=axis, keepdims=True)
    along = (dX_hat * X_hat).mean(axis=axis, keepdims=True)
    return (dX_hat - mean - X_hat * along) / std


# --8<-- [end:normalize_backward]


# --8<-- [start:batch_norm]
def batch_norm(
    X: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """Batch normalisation in training: y = γ (x − μ)/√(variance + ε) + β.

    Mean and variance are those of each feature over the batch; variance is Σ(x − μ)²/n.

    Parameters
    ----------
    X : float array, shape (n, d)
        Batch, one sample per row.
    gamma : float array, shape (d,)
        Scale γ of each feature; learned.
    beta : float array, shape (d,)
        Shift β of each feature; learned.
    eps : float in (0, inf), optional
        ε, which keeps a constant feature from being divided by 0.

    Returns
    -------
    Y : float array, shape (n, d)
        Normalised, scaled and shifted batch.

    Raises
    ------
    ValueError
        If the shapes disagree, the batch has fewer than two samples, or ε ≤ 0.

    References
    ----------
    Ioffe and Szegedy (2015), Batch normalization, algorithm 1.
    """
    _check_features(X, 2, gamma, beta)
    X_hat, _ = _normalize(X, 0, eps)
    return (gamma * X_hat + beta).astype(X.dtype, copy=False)


# --8<-- [end:batch_norm]


# --8<-- [start:batch_norm_backward_steps]
def batch_norm_backward_steps(
    dY: np.ndarray, X: np.ndarray, gamma: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of batch normalisation, node by node, computed in the dtype of X.

    Parameters
    ----------
    dY : float array, shape (n, d)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (n, d)
        Batch, as in ``batch_norm``.
    gamma : float array, shape (d,)
        Scale γ.
    eps : float in (0, inf), optional
        ε.

    Returns
    -------
    dX : float array, shape (n, d)
        ∂L/∂X.
    dgamma : float array, shape (d,)
        ∂L/∂γ.
    dbeta : float array, shape (d,)
        ∂L/∂β.

    Raises
    ------
    ValueError
        As ``batch_norm``, or if ``dY`` does not have the shape of ``X``.
    """
    _check_features(X, 2, gamma)
    if dY.shape != X.shape:
        raise ValueError(f"expected dY of X's shape {X.shape}, got {dY.shape}")
    n = len(X)
    X_centred = X - X.mean(axis=0)
    inverse = 1 / np.sqrt((X_centred**2).mean(axis=0) + eps)
    X_hat = X_centred * inverse

    dbeta = dY.sum(axis=0)
    dgamma = (dY * X_hat).sum(axis=0)
    dX_hat = dY * gamma
    dinverse = (dX_hat * X_centred).sum(axis=0)
    dvariance = dinverse * (-(inverse**3) / 2)
    dX_centred = dX_hat * inverse + dvariance * 2 * X_centred / n
    dmean = -dX_centred.sum(axis=0)
    return dX_centred + dmean / n, dgamma, dbeta


# --8<-- [end:batch_norm_backward_steps]


# --8<-- [start:batch_norm_backward]
def batch_norm_backward(
    dY: np.ndarray, X: np.ndarray, gamma: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of batch normalisation: ∂L/∂x = γ/(nσ) (n dy − Σ dy − x̂ Σ dy x̂).

    Parameters
    ----------
    dY : float array, shape (n, d)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (n, d)
        Batch, as in ``batch_norm``.
    gamma : float array, shape (d,)
        Scale γ.
    eps : float in (0, inf), optional
        ε.

    Returns
    -------
    dX : float array, shape (n, d)
        ∂L/∂X.
    dgamma : float array, shape (d,)
        ∂L/∂γ = Σ dy x̂.
    dbeta : float array, shape (d,)
        ∂L/∂β = Σ dy.

    Raises
    ------
    ValueError
        As ``batch_norm``, or if ``dY`` does not have the shape of ``X``.
    """
    _check_features(X, 2, gamma)
    if dY.shape != X.shape:
        raise ValueError(f"expected dY of X's shape {X.shape}, got {dY.shape}")
    X_hat, std = _normalize(X, 0, eps)
    dY = dY.astype(std.dtype, copy=False)
    dX = _normalize_backward(dY * gamma, X_hat, std, 0)
    dgamma, dbeta = (dY * X_hat).sum(axis=0), dY.sum(axis=0)
    return dX.astype(X.dtype), dgamma.astype(gamma.dtype), dbeta.astype(gamma.dtype)


# --8<-- [end:batch_norm_backward]


# --8<-- [start:update_running_statistics]
def update_running_statistics(
    X: np.ndarray,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    momentum: float = 0.1,
) -> tuple[np.ndarray, np.ndarray]:
    """Move the running statistics towards the batch: r ← (1 − momentum) r + momentum s.

    s is the mean of the batch, or its unbiased variance Σ(x − μ)²/(n − 1).

    Parameters
    ----------
    X : float array, shape (n, d)
        Batch.
    running_mean : float array, shape (d,)
        Running mean; zeros at the start.
    running_var : float array in [0, inf), shape (d,)
        Running variance; ones at the start.
    momentum : float in [0, 1], optional
        Weight of the new batch, not of the past.

    Returns
    -------
    running_mean_new : float array, shape (d,)
        Running mean after this batch.
    running_var_new : float array, shape (d,)
        Running variance after this batch.

    Raises
    ------
    ValueError
        If the shapes disagree, n < 2, or momentum is not in [0, 1].
    """
    _check_features(X, 2, running_mean, running_var)
    if not 0 <= momentum <= 1:
        raise ValueError(f"expected momentum in [0, 1], got {momentum}")
    wide = np.result_type(X, np.float32)
    mean = X.mean(axis=0, dtype=wide).astype(running_mean.dtype)
    variance = X.var(axis=0, ddof=1, dtype=wide).astype(running_var.dtype)
    running_mean_new = (1 - momentum) * running_mean + momentum * mean
    return running_mean_new, (1 - momentum) * running_var + momentum * variance


# --8<-- [end:update_running_statistics]


# --8<-- [start:batch_norm_inference]
def batch_norm_inference(
    X: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    eps: float = 1e-5,
) -> np.ndarray:
    """Batch normalisation at test time: the running statistics replace the batch's.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples; one is enough.
    gamma : float array, shape (d,)
        Scale γ.
    beta : float array, shape (d,)
        Shift β.
    running_mean : float array, shape (d,)
        Running mean.
    running_var : float array in [0, inf), shape (d,)
        Running variance.
    eps : float in (0, inf), optional
        ε, the same as in training.

    Returns
    -------
    Y : float array, shape (n, d)
        γ (x − running mean)/√(running variance + ε) + β.

    Raises
    ------
    ValueError
        If the shapes disagree, a variance is negative, or ε ≤ 0.
    """
    _check_features(X, 0, gamma, beta, running_mean, running_var)
    if not eps > 0 or (running_var < 0).any():
        raise ValueError(
            f"expected eps > 0 and running_var >= 0, got {eps} and {running_var}"
        )
    wide = np.result_type(X, np.float32)
    X_hat = (X.astype(wide) - running_mean) / np.sqrt(running_var.astype(wide) + eps)
    return (gamma * X_hat + beta).astype(X.dtype, copy=False)


# --8<-- [end:batch_norm_inference]


# --8<-- [start:batch_norm2d]
def batch_norm2d(
    X: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """Batch normalisation of pictures: each pixel is a sample, each channel a feature.

    Parameters
    ----------
    X : float array, shape (n, channels, height, width)
        Feature maps.
    gamma : float array, shape (channels,)
        Scale γ of each channel.
    beta : float array, shape (channels,)
        Shift β of each channel.
    eps : float in (0, inf), optional
        ε.

    Returns
    -------
    Y : float array, shape (n, channels, height, width)
        Mean and variance were taken over the batch, the height and the width.

    Raises
    ------
    ValueError
        If the shapes disagree, a channel has fewer than two pixels, or ε ≤ 0.
    """
    if X.ndim != 4 or X[:, :1, :, :].size < 2:
        raise ValueError(
            "expected X of shape (n, channels, height, width) with "
            f"n * height * width >= 2, got {X.shape}"
        )
    channels_last = X.transpose(0, 2, 3, 1)
    Y = batch_norm(channels_last.reshape(-1, X.shape[1]), gamma, beta, eps)
    return Y.reshape(channels_last.shape).transpose(0, 3, 1, 2)


# --8<-- [end:batch_norm2d]
