"""Linear scores and the bias trick in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:linear_scores]
def linear_scores(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Scores of a linear classifier, s_ik = Σ_j w_kj x_ij + b_k.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, one per row, on any device.
    W : float tensor, shape (c, d)
        Weights, one row per class.
    b : float tensor, shape (c,)
        Bias of each class.

    Returns
    -------
    s : float tensor, shape (n, c)
        Scores; row i belongs to sample i, column k to class k.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if X.ndim != 2 or b.ndim != 1 or W.shape != (len(b), X.shape[1]):
        raise ValueError(
            "expected shapes X (n, d), W (c, d), b (c,), "
            f"got {tuple(X.shape)}, {tuple(W.shape)}, {tuple(b.shape)}"
        )
    return torch.nn.functional.linear(X, W, b)


# --8<-- [end:linear_scores]


# --8<-- [start:append_one]
def append_one(X: torch.Tensor) -> torch.Tensor:
    """Add a last feature that is 1 in every sample: x′ = [x; 1].

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.

    Returns
    -------
    X_one : float tensor, shape (n, d + 1)
        A new tensor with the dtype and device of ``X``.

    Raises
    ------
    ValueError
        If ``X`` does not have two axes.
    """
    if X.ndim != 2:
        raise ValueError(f"expected X of shape (n, d), got {tuple(X.shape)}")
    return torch.cat([X, X.new_ones(len(X), 1)], dim=1)


# --8<-- [end:append_one]


# --8<-- [start:append_bias]
def append_bias(W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Add the bias as the last column of the weights: W′ = [W b].

    Parameters
    ----------
    W : float tensor, shape (c, d)
        Weights, on any device.
    b : float tensor, shape (c,)
        Bias of each class.

    Returns
    -------
    W_bias : float tensor, shape (c, d + 1)
        A new tensor with the dtype and device of ``W``.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if W.ndim != 2 or b.shape != (len(W),):
        shapes = f"{tuple(W.shape)}, {tuple(b.shape)}"
        raise ValueError(f"expected shapes W (c, d), b (c,), got {shapes}")
    return torch.cat([W, b[:, None]], dim=1)


# --8<-- [end:append_bias]
