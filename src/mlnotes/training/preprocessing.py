"""Preprocessing: centre and scale each feature, with statistics of the training set."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:standardize_statistics]
def standardize_statistics(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature, μ_j and σ_j = √(Σ_i (x_ij − μ_j)² / n).

    Give it the training samples only. A feature is called constant if σ_j is no more
    than ten rounding errors of its mean, 10 ε |μ_j|; its σ_j is replaced by 1.

    Parameters
    ----------
    X : float array, shape (n, d)
        Training samples.

    Returns
    -------
    mean : float array, shape (d,)
        Mean of each feature.
    std : float array, shape (d,)
        Deviation of each feature, positive; 1 for a constant feature.

    Raises
    ------
    ValueError
        If ``X`` has no sample, not two axes, or no floating-point numbers.

    References
    ----------
    LeCun et al. (1998), Efficient BackProp, section 4.3. On the rounding errors:
    Higham (2002), Accuracy and Stability of Numerical Algorithms, section 1.9.
    """
    if X.ndim != 2 or len(X) == 0 or not np.issubdtype(X.dtype, np.floating):
        raise ValueError(
            f"expected a float X of shape (n, d) with n >= 1, got {X.dtype} {X.shape}"
        )
    wide = X.astype(np.float64)
    shifted = wide - wide[0]  # all zeros, without rounding, if a feature is constant
    mean = shifted.mean(axis=0)
    std = np.sqrt(((shifted - mean) ** 2).mean(axis=0)).astype(X.dtype)
    mean = (wide[0] + mean).astype(X.dtype)
    rounding = 10 * np.finfo(X.dtype).eps * np.abs(mean)
    return mean, np.where(std <= rounding, std.dtype.type(1), std)


# --8<-- [end:standardize_statistics]


# --8<-- [start:standardize]
def standardize(X: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Centre and scale: x′_ij = (x_ij − μ_j) / σ_j, the same for training and test.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples of any set.
    mean : float array, shape (d,)
        Mean of each feature in the training set.
    std : float array in [0, inf), shape (d,)
        Deviation of each feature in the training set, not 0.

    Returns
    -------
    X_new : float array, shape (n, d)
        A new array.

    Raises
    ------
    ValueError
        If the shapes disagree or a deviation is 0 or negative.
    """
    if X.ndim != 2 or not mean.shape == std.shape == X.shape[1:]:
        raise ValueError(
            "expected shapes X (n, d), mean (d,), std (d,), "
            f"got {X.shape}, {mean.shape}, {std.shape}"
        )
    if (std <= 0).any():
        raise ValueError(f"expected std > 0, got {std.min()}")
    return (X - mean) / std


# --8<-- [end:standardize]


# --8<-- [start:least_squares_hessian]
def least_squares_hessian(X: np.ndarray) -> np.ndarray:
    """Hessian of the mean squared error Σ_i (xᵢᵀw − yᵢ)² / 2n: H = Xᵀ X / n.

    It depends on neither the weights nor the targets.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples; append a one for the bias.

    Returns
    -------
    H : float array, shape (d, d)
        Second derivatives by the weights, symmetric.

    Raises
    ------
    ValueError
        If ``X`` has no sample or not two axes.

    References
    ----------
    LeCun et al. (1998), Efficient BackProp, section 5.1.
    """
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(f"expected X of shape (n, d) with n >= 1, got {X.shape}")
    return X.T @ X / len(X)


# --8<-- [end:least_squares_hessian]
