"""Stochastic gradient descent in PyTorch, gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.linear.scores_torch import linear_scores


# --8<-- [start:minibatch_variance]
def minibatch_variance(G: torch.Tensor, batch_size: int) -> torch.Tensor:
    """Variance of a minibatch gradient, σ²/b · (n − b)/(n − 1), per parameter.

    Parameters
    ----------
    G : float tensor, shape (n, d)
        Gradient of each sample's loss, on any device.
    batch_size : int in [1, n]
        Number b of samples in a batch.

    Returns
    -------
    variance : float tensor, shape (d,)
        Variance of the mean of b rows of ``G``; 0 for the full batch.

    Raises
    ------
    ValueError
        If ``G`` does not have two axes and two samples, or b is not in [1, n].
    """
    if G.ndim != 2 or len(G) < 2 or not 1 <= batch_size <= len(G):
        raise ValueError(
            "expected G of shape (n, d) with n >= 2 and batch_size in [1, n], "
            f"got {tuple(G.shape)} and {batch_size}"
        )
    n = len(G)
    return G.var(dim=0, correction=0) / batch_size * ((n - batch_size) / (n - 1))


# --8<-- [end:minibatch_variance]


# --8<-- [start:shuffled_order]
def shuffled_order(n: int, epochs: int, generator: torch.Generator) -> torch.Tensor:
    """Order in which SGD visits the samples: a new permutation for each epoch.

    Parameters
    ----------
    n : int in [1, 1000]
        Number of samples.
    epochs : int in [1, 100]
        Number of passes over all samples.
    generator : torch.Generator
        Source of randomness; the result lies on its device.

    Returns
    -------
    order : int tensor in [0, n), shape (epochs, n)
        Row e is a permutation of 0 … n − 1; not the one that NumPy draws.

    Raises
    ------
    ValueError
        If there is no sample or no epoch.
    """
    if n < 1 or epochs < 1:
        raise ValueError(f"expected n >= 1 and epochs >= 1, got {n} and {epochs}")
    device = generator.device
    orders = [
        torch.randperm(n, generator=generator, device=device) for _ in range(epochs)
    ]
    return torch.stack(orders)


# --8<-- [end:shuffled_order]


# --8<-- [start:split_batches]
def _split_batches(
    order: torch.Tensor, samples: int, batch_size: int
) -> list[torch.Tensor]:
    """Cut each epoch into batches of b indices; an epoch's last may be smaller."""
    if order.ndim != 2 or len(order) == 0 or order.shape[1] != samples:
        raise ValueError(
            f"expected order of shape (epochs, {samples}) with epochs >= 1, "
            f"got {tuple(order.shape)}"
        )
    if not 1 <= batch_size <= samples:
        raise ValueError(f"expected batch_size in [1, {samples}], got {batch_size}")
    if order.min() < 0 or order.max() >= samples:
        raise ValueError(
            f"expected indices in [0, {samples}), got {order.min()} to {order.max()}"
        )
    return [batch for row in order for batch in row.split(batch_size)]


# --8<-- [end:split_batches]


# --8<-- [start:train_softmax_classifier]
def train_softmax_classifier(
    X: torch.Tensor,
    y: torch.Tensor,
    W: torch.Tensor,
    b: torch.Tensor,
    order: torch.Tensor,
    batch_size: int,
    learning_rate: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Train a linear softmax classifier by SGD on the cross entropy.

    The steps are those of ``torch.optim.SGD``.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.
    W : float tensor, shape (c, d)
        Weights to start from; zeros will do.
    b : float tensor, shape (c,)
        Biases to start from.
    order : int tensor in [0, n), shape (epochs, n)
        Order of the samples in each epoch, as from ``shuffled_order``.
    batch_size : int in [1, n]
        Samples per update; n gives gradient descent.
    learning_rate : float in (0, inf)
        Step size α.

    Returns
    -------
    W_new : float tensor, shape (c, d)
        Trained weights.
    b_new : float tensor, shape (c,)
        Trained biases.
    losses : float tensor, shape (epochs, (n + batch_size - 1) // batch_size)
        Loss of each batch before its update, one row per epoch.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, ``batch_size`` is not in [1, n],
        the rate is not positive, or the scores are no longer finite.
    """
    if not 0 < learning_rate < torch.inf:
        raise ValueError(f"expected a finite learning_rate > 0, got {learning_rate}")
    if y.shape != X.shape[:1]:
        shapes = f"{tuple(X.shape)} and {tuple(y.shape)}"
        raise ValueError(f"expected X (n, d) and y (n,), got {shapes}")
    losses = []
    for batch in _split_batches(order, len(X), batch_size):
        W, b = W.detach().requires_grad_(), b.detach().requires_grad_()
        loss = cross_entropy(linear_scores(X[batch], W, b), y[batch])
        dW, db = torch.autograd.grad(loss, (W, b))
        W, b = W.detach() - learning_rate * dW, b.detach() - learning_rate * db
        losses.append(loss.detach())
    return W, b, torch.stack(losses).reshape(len(order), -1)


# --8<-- [end:train_softmax_classifier]
