"""Margin losses in PyTorch, with gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:margin]
def margin(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Margin m = y·s: positive where the sign of the score is the label.

    Parameters
    ----------
    s : float tensor, shape (n,)
        Scores, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    m : float tensor, shape (n,)
        Margins.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    if s.ndim != 1 or y.shape != s.shape:
        shapes = f"{tuple(s.shape)} and {tuple(y.shape)}"
        raise ValueError(f"expected s and y of shape (n,), got {shapes}")
    if not ((y == -1) | (y == 1)).all():
        raise ValueError(f"expected labels -1 and 1, got {y.unique().tolist()}")
    if s.isnan().any():
        raise ValueError("expected scores that are numbers, got NaN")
    return y * s


# --8<-- [end:margin]


# --8<-- [start:zero_one_loss]
def zero_one_loss(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """0-1 loss of each sample: 1 where the margin is at most 0, else 0.

    Parameters
    ----------
    s : float tensor, shape (n,)
        Scores; a score of 0 decides nothing and counts as an error.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float tensor, shape (n,)
        Zeros and ones, without a gradient; their mean is the error rate.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    return (margin(s, y) <= 0).to(s.dtype)


# --8<-- [end:zero_one_loss]


# --8<-- [start:log_loss]
def log_loss(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Log loss of each sample, log(1 + exp(−m)) = −log σ(m), in nats.

    Parameters
    ----------
    s : float tensor, shape (n,)
        Scores, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float tensor, shape (n,)
        Log 2 at margin 0.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    return -torch.nn.functional.logsigmoid(margin(s, y))


# --8<-- [end:log_loss]


# --8<-- [start:exponential_loss]
def exponential_loss(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Exponential loss of each sample, exp(−m).

    Parameters
    ----------
    s : float tensor, shape (n,)
        Scores, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float tensor, shape (n,)
        Infinity where exp(−m) is too large for the dtype.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    return torch.exp(-margin(s, y))


# --8<-- [end:exponential_loss]


# --8<-- [start:hinge_loss]
def hinge_loss(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Hinge loss of each sample, max(0, 1 − m); ``relu`` has slope 0 at margin 1.

    Parameters
    ----------
    s : float tensor, shape (n,)
        Scores, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.

    Returns
    -------
    loss : float tensor, shape (n,)
        Zero from margin 1 on.

    Raises
    ------
    ValueError
        If the shapes differ, a label is not -1 or 1, or a score is NaN.
    """
    return torch.relu(1 - margin(s, y))


# --8<-- [end:hinge_loss]
