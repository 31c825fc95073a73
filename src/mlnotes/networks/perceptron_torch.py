"""Perceptron in PyTorch: step, several at once, learning rule, Novikoff's bound."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.linear.scores_torch import linear_scores


# --8<-- [start:step]
def step(s: torch.Tensor) -> torch.Tensor:
    """Step function, element by element: 1 where s ≥ 0, −1 where s < 0.

    The sign, except at 0 and NaN: ``torch.sign`` answers 0 there.

    Parameters
    ----------
    s : float tensor, shape (...)
        Scores, on any device.

    Returns
    -------
    f : float tensor, shape (...)
        Ones and minus ones with the dtype of ``s``; NaN stays NaN.
    """
    f = torch.where(s >= 0, 1.0, -1.0).to(s.dtype)
    return torch.where(s.isnan(), s, f)


# --8<-- [end:step]


# --8<-- [start:perceptron]
def perceptron(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Perceptrons side by side, ŷ = f(W x + b): a step of c linear scores.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    W : float tensor, shape (c, d)
        Weights, one row per perceptron.
    b : float tensor, shape (c,)
        Bias of each perceptron.

    Returns
    -------
    y_hat : float tensor, shape (n, c)
        Answers, ones and minus ones; column k belongs to perceptron k.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    return step(linear_scores(X, W, b))


# --8<-- [end:perceptron]


# --8<-- [start:check_samples]
def _check_samples(
    X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor
) -> None:
    """Refuse shapes that disagree, and labels other than −1 and 1."""
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:] or b.ndim:
        raise ValueError(
            "expected shapes X (n, d), y (n,), w (d,), b (), "
            f"got {[tuple(tensor.shape) for tensor in (X, y, w, b)]}"
        )
    if not ((y == -1) | (y == 1)).all():
        raise ValueError(f"expected labels -1 and 1, got {y.unique().tolist()}")


# --8<-- [end:check_samples]


# --8<-- [start:train_perceptron]
def train_perceptron(
    X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor, epochs: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Perceptron rule: at each mistake w ← w + y x and b ← b + y.

    The samples are visited one by one, in the order of the rows. ``torch.where``
    keeps the decisions on the device; an ``if`` would wait for each of them.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.
    w : float tensor, shape (d,)
        Weights to start from; zeros will do.
    b : float tensor, shape ()
        Bias to start from.
    epochs : int in [1, 100]
        Number of passes over all samples.

    Returns
    -------
    w_new : float tensor, shape (d,)
        Trained weights.
    b_new : float tensor, shape ()
        Trained bias.
    mistakes : int tensor in [0, n], shape (epochs,)
        Mistakes, which are also updates, in each epoch.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is not -1 or 1, or there is no epoch.
    """
    _check_samples(X, y, w, b)
    if epochs < 1:
        raise ValueError(f"expected epochs >= 1, got {epochs}")
    X, w, b = X.detach(), w.detach().clone(), b.detach().clone()
    mistakes = torch.zeros(epochs, dtype=torch.int64, device=X.device)
    for epoch in range(epochs):
        for x, label in zip(X, y, strict=True):
            wrong = step(w @ x + b) != label
            w = torch.where(wrong, w + label * x, w)
            b = torch.where(wrong, b + label, b)
            mistakes[epoch] += wrong
    return w, b, mistakes


# --8<-- [end:train_perceptron]


# --8<-- [start:novikoff_bound]
def novikoff_bound(
    X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """Upper bound on the mistakes from a start at zero, (R/γ)².

    R = max_i ‖(x_i, 1)‖, γ = min_i y_i (wᵀx_i + b) / ‖(w, b)‖, for any border w, b
    that separates the samples; the one with the largest γ gives the smallest bound.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : float tensor in {-1, 1}, shape (n,)
        Labels.
    w : float tensor, shape (d,)
        Weights of a border.
    b : float tensor, shape ()
        Its bias.

    Returns
    -------
    bound : float tensor, shape ()
        The bound; infinite if w, b leaves a sample on the wrong side or on the border.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample, or a label is not -1 or 1.
    """
    _check_samples(X, y, w, b)
    if len(X) == 0:
        raise ValueError("expected X of shape (n, d) with n >= 1, got n = 0")
    margin = (y * (X @ w + b)).min()
    length = torch.sqrt(w @ w + b * b)
    radius = torch.sqrt((X * X).sum(dim=1).max() + 1)
    bound = (radius / (margin / length)) ** 2
    return torch.where(margin <= 0, torch.inf, bound)


# --8<-- [end:novikoff_bound]
