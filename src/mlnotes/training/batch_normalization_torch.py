"""Batch normalisation in PyTorch, from its formula, and as a module with two modes."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]


# --8<-- [start:check_features]
def _check_features(X: torch.Tensor, at_least: int, *features: torch.Tensor) -> None:
    """Refuse X that is not (n, d) with enough samples, and features not of (d,)."""
    shape = tuple(X.shape)
    if X.ndim != 2 or len(X) < at_least:
        raise ValueError(
            f"expected X of shape (n, d) with n >= {at_least}, got {shape}"
        )
    for feature in features:
        if feature.shape != X.shape[1:]:
            raise ValueError(
                f"expected one number per feature, {shape[1:]}, "
                f"got {tuple(feature.shape)}"
            )


# --8<-- [end:check_features]


# --8<-- [start:normalize]
def _normalize(X: torch.Tensor, axis: int, eps: float) -> torch.Tensor:
    """Return x̂ = (x − μ)/√(variance + ε) along one axis, in float32 at least."""
    if not eps > 0:
        raise ValueError(f"expected eps > 0, got {eps}")
    X = X.to(torch.promote_types(X.dtype, torch.float32))  # float16 is too coarse
    X_centred = X - X.mean(dim=axis, keepdim=True)
    variance = (X_centred**2).mean(dim=axis, keepdim=True)
    return X_centred / torch.sqrt(variance + eps)


# --8<-- [end:normalize]


# --8<-- [start:batch_norm]
def batch_norm(
    X: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5
) -> torch.Tensor:
    """Batch normalisation in training: y = γ (x − μ)/√(variance + ε) + β.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Batch, one sample per row, on any device.
    gamma : float tensor, shape (d,)
        Scale γ of each feature; learned.
    beta : float tensor, shape (d,)
        Shift β of each feature; learned.
    eps : float in (0, inf), optional
        ε, which keeps a constant feature from being divided by 0.

    Returns
    -------
    Y : float tensor, shape (n, d)
        Normalised, scaled and shifted batch.

    Raises
    ------
    ValueError
        If the shapes disagree, the batch has fewer than two samples, or ε ≤ 0.
    """
    _check_features(X, 2, gamma, beta)
    return (gamma * _normalize(X, 0, eps) + beta).to(X.dtype)


# --8<-- [end:batch_norm]


# --8<-- [start:update_running_statistics]
def update_running_statistics(
    X: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    momentum: float = 0.1,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Move the running statistics towards the batch: r ← (1 − momentum) r + momentum s.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Batch, on any device.
    running_mean : float tensor, shape (d,)
        Running mean; zeros at the start.
    running_var : float tensor in [0, inf), shape (d,)
        Running variance; ones at the start.
    momentum : float in [0, 1], optional
        Weight of the new batch, not of the past.

    Returns
    -------
    running_mean_new : float tensor, shape (d,)
        Running mean after this batch.
    running_var_new : float tensor, shape (d,)
        Running variance after this batch; that of the batch is divided by n − 1.

    Raises
    ------
    ValueError
        If the shapes disagree, n < 2, or momentum is not in [0, 1].
    """
    _check_features(X, 2, running_mean, running_var)
    if not 0 <= momentum <= 1:
        raise ValueError(f"expected momentum in [0, 1], got {momentum}")
    wide = torch.promote_types(X.dtype, torch.float32)
    mean = X.mean(dim=0, dtype=wide).to(running_mean.dtype)
    variance = X.to(wide).var(dim=0, correction=1).to(running_var.dtype)
    running_mean_new = (1 - momentum) * running_mean + momentum * mean
    return running_mean_new, (1 - momentum) * running_var + momentum * variance


# --8<-- [end:update_running_statistics]


# --8<-- [start:batch_norm_inference]
def batch_norm_inference(
    X: torch.Tensor,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    eps: float = 1e-5,
) -> torch.Tensor:
    """Batch normalisation at test time: the running statistics replace the batch's.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device; one is enough.
    gamma : float tensor, shape (d,)
        Scale γ.
    beta : float tensor, shape (d,)
        Shift β.
    running_mean : float tensor, shape (d,)
        Running mean.
    running_var : float tensor in [0, inf), shape (d,)
        Running variance.
    eps : float in (0, inf), optional
        ε, the same as in training.

    Returns
    -------
    Y : float tensor, shape (n, d)
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
    wide = torch.promote_types(X.dtype, torch.float32)
    X_hat = (X.to(wide) - running_mean) / torch.sqrt(running_var.to(wide) + eps)
    return (gamma * X_hat + beta).to(X.dtype)


# --8<-- [end:batch_norm_inference]


# --8<-- [start:batch_norm2d]
def batch_norm2d(
    X: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5
) -> torch.Tensor:
    """Batch normalisation of pictures: each pixel is a sample, each channel a feature.

    Parameters
    ----------
    X : float tensor, shape (n, channels, height, width)
        Feature maps, on any device.
    gamma : float tensor, shape (channels,)
        Scale γ of each channel.
    beta : float tensor, shape (channels,)
        Shift β of each channel.
    eps : float in (0, inf), optional
        ε.

    Returns
    -------
    Y : float tensor, shape (n, channels, height, width)
        Mean and variance were taken over the batch, the height and the width.

    Raises
    ------
    ValueError
        If the shapes disagree, a channel has fewer than two pixels, or ε ≤ 0.
    """
    if X.ndim != 4 or X[:, :1, :, :].numel() < 2:
        raise ValueError(
            "expected X of shape (n, channels, height, width) with "
            f"n * height * width >= 2, got {tuple(X.shape)}"
        )
    channels_last = X.permute(0, 2, 3, 1)
    Y = batch_norm(channels_last.flatten(0, 2), gamma, beta, eps)
    return Y.reshape(channels_last.shape).permute(0, 3, 1, 2)


# --8<-- [end:batch_norm2d]


# --8<-- [start:batch_norm_module]
class BatchNorm(nn.Module):
    """Batch normalisation of ``d`` features or channels, with PyTorch's names.

    Takes ``(n, d)`` as ``nn.BatchNorm1d`` and pictures ``(n, d, height, width)`` as
    ``nn.BatchNorm2d``.
    """

    def __init__(self, d: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(d))  # γ
        self.bias = nn.Parameter(torch.zeros(d))  # β
        self.running_mean = nn.Buffer(torch.zeros(d))
        self.running_var = nn.Buffer(torch.ones(d))
        self.num_batches_tracked = nn.Buffer(torch.tensor(0))

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Normalise by the batch after ``train()``, by the past after ``eval()``.

        Raises ValueError for another shape, or one value per feature in training.
        """
        if X.ndim not in (2, 4) or X.shape[1] != len(self.weight):
            raise ValueError(
                f"expected X of shape (n, {len(self.weight)}) or (n, "
                f"{len(self.weight)}, height, width), got {tuple(X.shape)}"
            )
        features_last = X.movedim(1, -1)
        rows = features_last.reshape(-1, X.shape[1])
        past = self.running_mean, self.running_var
        if self.training:
            Y = batch_norm(rows, self.weight, self.bias, self.eps)
            new = update_running_statistics(rows.detach(), *past, self.momentum)
            self.running_mean.copy_(new[0])
            self.running_var.copy_(new[1])
            self.num_batches_tracked += 1
        else:
            Y = batch_norm_inference(rows, self.weight, self.bias, *past, self.eps)
        return Y.reshape(features_last.shape).movedim(-1, 1)


# --8<-- [end:batch_norm_module]
