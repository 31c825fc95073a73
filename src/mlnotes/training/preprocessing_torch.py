"""Preprocessing in PyTorch: the same functions on any device."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:standardize_statistics]
def standardize_statistics(X: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation of each feature, μ_j and σ_j = √(Σ_i (x_ij − μ_j)² / n).

    Give it the training samples only. A feature is called constant if σ_j is no more
    than ten rounding errors of its mean, 10 ε |μ_j|; its σ_j is replaced by 1.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Training samples, on any device.

    Returns
    -------
    mean : float tensor, shape (d,)
        Mean of each feature.
    std : float tensor, shape (d,)
        Deviation of each feature, positive; 1 for a constant feature.

    Raises
    ------
    ValueError
        If ``X`` has no sample, not two axes, or no floating-point numbers.
    """
    if X.ndim != 2 or len(X) == 0 or not X.is_floating_point():
        shape = tuple(X.shape)
        raise ValueError(
            f"expected a float X of shape (n, d) with n >= 1, got {X.dtype} {shape}"
        )
    wide = X.double()
    shifted = wide - wide[0]  # all zeros, without rounding, if a feature is constant
    std = shifted.std(dim=0, correction=0).to(X.dtype)  # divided by n, not by n − 1
    mean = (wide[0] + shifted.mean(dim=0)).to(X.dtype)
    rounding = 10 * torch.finfo(X.dtype).eps * mean.abs()
    return mean, torch.where(std <= rounding, 1, std)


# --8<-- [end:standardize_statistics]


# --8<-- [start:standardize]
def standardize(X: torch.Tensor, mean: torch.Tensor, std: torch.Tensor) -> torch.Tensor:
    """Centre and scale: x′_ij = (x_ij − μ_j) / σ_j, the same for training and test.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples of any set, on any device.
    mean : float tensor, shape (d,)
        Mean of each feature in the training set.
    std : float tensor in [0, inf), shape (d,)
        Deviation of each feature in the training set, not 0.

    Returns
    -------
    X_new : float tensor, shape (n, d)
        A new tensor.

    Raises
    ------
    ValueError
        If the shapes disagree or a deviation is 0 or negative.
    """
    if X.ndim != 2 or not mean.shape == std.shape == X.shape[1:]:
        shapes = tuple(X.shape), tuple(mean.shape), tuple(std.shape)
        raise ValueError(
            "expected shapes X (n, d), mean (d,), std (d,), "
            f"got {', '.join(map(str, shapes))}"
        )
    if (std <= 0).any():
        raise ValueError(f"expected std > 0, got {std.min().item()}")
    return (X - mean) / std


# --8<-- [end:standardize]


# --8<-- [start:least_squares_hessian]
def least_squares_hessian(X: torch.Tensor) -> torch.Tensor:
    """Hessian of the mean squared error Σ_i (xᵢᵀw − yᵢ)² / 2n: H = Xᵀ X / n.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device; append a one for the bias.

    Returns
    -------
    H : float tensor, shape (d, d)
        Second derivatives by the weights, symmetric.

    Raises
    ------
    ValueError
        If ``X`` has no sample or not two axes.
    """
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(
            f"expected X of shape (n, d) with n >= 1, got {tuple(X.shape)}"
        )
    return X.T @ X / len(X)


# --8<-- [end:least_squares_hessian]
