"""Cross entropy in PyTorch: its own functions, gradients by autograd."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]
from mlnotes.linear.softmax_torch import _check_scores


# --8<-- [start:check_probabilities]
def _check_probabilities(name: str, p: torch.Tensor) -> None:
    """Refuse entries outside [0, 1], NaN, and rows that do not sum to 1."""
    if p.ndim == 0 or p.shape[-1] == 0:
        shape = tuple(p.shape)
        raise ValueError(f"expected {name} of shape (..., c), c >= 1, got {shape}")
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"expected {name} with entries in [0, 1], got {p.min()} to {p.max()}"
        )
    sums, rounding = p.sum(dim=-1), torch.finfo(p.dtype).eps ** 0.5
    if not ((sums - 1).abs() <= rounding).all():
        raise ValueError(
            f"expected rows of {name} that sum to 1, got {sums.min()} to {sums.max()}"
        )


# --8<-- [end:check_probabilities]


# --8<-- [start:cross_entropy_one_hot]
def cross_entropy_one_hot(p: torch.Tensor, T: torch.Tensor) -> torch.Tensor:
    """Cross entropy from probabilities and targets, −(1/n) Σ_i Σ_k t_ik log p_ik.

    Parameters
    ----------
    p : probability tensor, shape (n, c)
        The classifier's probabilities, on any device.
    T : probability tensor, shape (n, c)
        Targets, one-hot or any other distribution over the classes.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats; +inf where a class with t > 0 has probability 0.

    Raises
    ------
    ValueError
        If the shapes differ, a row is no distribution, or there is no sample.
    """
    if p.ndim != 2 or p.shape != T.shape or len(p) == 0:
        shapes = f"{tuple(p.shape)}, {tuple(T.shape)}"
        raise ValueError(f"expected p and T of shape (n, c) with n >= 1, got {shapes}")
    _check_probabilities("p", p)
    _check_probabilities("T", T)
    return -torch.special.xlogy(T, p).sum(dim=1).mean()


# --8<-- [end:cross_entropy_one_hot]


# --8<-- [start:check_labels]
def _check_labels(y: torch.Tensor, shape: torch.Size) -> None:
    """Refuse labels that do not fit scores or probabilities of this shape."""
    if len(shape) != 2 or shape[0] == 0 or y.shape != shape[:1]:
        shapes = f"{tuple(shape)}, {tuple(y.shape)}"
        raise ValueError(f"expected shapes (n, c) with n >= 1 and y (n,), got {shapes}")
    if y.dtype != torch.int64 or y.min() < 0 or y.max() >= shape[1]:
        raise ValueError(
            f"expected torch.int64 labels in [0, {shape[1]}), "
            f"got {y.dtype} from {y.min()} to {y.max()}"
        )


# --8<-- [end:check_labels]


# --8<-- [start:cross_entropy_labels]
def cross_entropy_labels(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Cross entropy from probabilities and labels, −(1/n) Σ_i log p_i[y_i].

    Parameters
    ----------
    p : probability tensor, shape (n, c)
        The classifier's probabilities, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats; +inf where the right class has probability 0.

    Raises
    ------
    ValueError
        If the shapes disagree, a row is no distribution, a label is no class, or
        there is no sample.
    """
    _check_labels(y, p.shape)
    _check_probabilities("p", p)
    return F.nll_loss(torch.log(p), y)


# --8<-- [end:cross_entropy_labels]


# --8<-- [start:cross_entropy]
def cross_entropy(s: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Cross entropy from scores and labels, −(1/n) Σ_i log softmax(s_i)[y_i].

    Parameters
    ----------
    s : float tensor, shape (n, c)
        Scores, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats; log c if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, there is no sample, or a row
        has no finite largest score.
    """
    _check_labels(y, s.shape)
    _check_scores(s)
    return F.cross_entropy(s, y)


# --8<-- [end:cross_entropy]
