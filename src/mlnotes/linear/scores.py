"""Linear scores: a weighted sum of the inputs per class, and the bias trick."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:linear_scores]
def linear_scores(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Scores of a linear classifier, s_ik = Σ_j w_kj x_ij + b_k.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples, one per row.
    W : float array, shape (c, d)
        Weights, one row per class.
    b : float array, shape (c,)
        Bias of each class.

    Returns
    -------
    s : float array, shape (n, c)
        Scores; row i belongs to sample i, column k to class k.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.9.
    """
    if X.ndim != 2 or b.ndim != 1 or W.shape != (len(b), X.shape[1]):
        raise ValueError(
            "expected shapes X (n, d), W (c, d), b (c,), "
            f"got {X.shape}, {W.shape}, {b.shape}"
        )
    return X @ W.T + b


# --8<-- [end:linear_scores]


# --8<-- [start:linear_scores_backward]
def linear_scores_backward(
    ds: np.ndarray, X: np.ndarray, W: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the linear scores: dX = ds W, dW = dsᵀ X, db = Σ_i ds_i.

    Parameters
    ----------
    ds : float array, shape (n, c)
        Upstream gradient, ∂L/∂s.
    X : float array, shape (n, d)
        Samples, as in ``linear_scores``.
    W : float array, shape (c, d)
        Weights, as in ``linear_scores``.

    Returns
    -------
    dX : float array, shape (n, d)
        ∂L/∂X.
    dW : float array, shape (c, d)
        ∂L/∂W, summed over the samples.
    db : float array, shape (c,)
        ∂L/∂b, summed over the samples.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    same_width = X.ndim == W.ndim == 2 and X.shape[1] == W.shape[1]
    if not same_width or ds.shape != (len(X), len(W)):
        raise ValueError(
            "expected shapes ds (n, c), X (n, d), W (c, d), "
            f"got {ds.shape}, {X.shape}, {W.shape}"
        )
    return ds @ W, ds.T @ X, ds.sum(axis=0)


# --8<-- [end:linear_scores_backward]


# --8<-- [start:append_one]
def append_one(X: np.ndarray) -> np.ndarray:
    """Add a last feature that is 1 in every sample: x′ = [x; 1].

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.

    Returns
    -------
    X_one : float array, shape (n, d + 1)
        A new array with the dtype of ``X``.

    Raises
    ------
    ValueError
        If ``X`` does not have two axes.
    """
    if X.ndim != 2:
        raise ValueError(f"expected X of shape (n, d), got {X.shape}")
    return np.hstack([X, np.ones((len(X), 1), dtype=X.dtype)])


# --8<-- [end:append_one]


# --8<-- [start:append_bias]
def append_bias(W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Add the bias as the last column of the weights: W′ = [W b].

    Parameters
    ----------
    W : float array, shape (c, d)
        Weights.
    b : float array, shape (c,)
        Bias of each class.

    Returns
    -------
    W_bias : float array, shape (c, d + 1)
        A new array with the dtype of ``W``.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if W.ndim != 2 or b.shape != (len(W),):
        raise ValueError(f"expected shapes W (c, d), b (c,), got {W.shape}, {b.shape}")
    return np.hstack([W, b[:, np.newaxis]])


# --8<-- [end:append_bias]
