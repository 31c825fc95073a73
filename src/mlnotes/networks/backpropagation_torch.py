"""A multilayer perceptron with ReLU trained in PyTorch, gradients by autograd."""

import torch

from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.linear.stochastic_gradient_descent_torch import _split_batches
from mlnotes.networks.activations_torch import relu


# --8<-- [start:mlp_loss]
def mlp_loss(
    X: torch.Tensor,
    y: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
) -> torch.Tensor:
    """Cross entropy of a multilayer perceptron with one hidden layer of ReLUs.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.
    W1 : float tensor, shape (h, d)
        Weights of the hidden layer.
    b1 : float tensor, shape (h,)
        Biases of the hidden layer.
    W2 : float tensor, shape (c, h)
        Weights of the output layer.
    b2 : float tensor, shape (c,)
        Biases of the output layer.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats, the mean over the samples.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, or there is no sample.
    """
    H = relu(linear_scores(X, W1, b1))
    return cross_entropy(linear_scores(H, W2, b2), y)


# --8<-- [end:mlp_loss]


# --8<-- [start:train_mlp]
def train_mlp(
    X: torch.Tensor,
    y: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
    order: torch.Tensor,
    batch_size: int,
    learning_rate: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Train a multilayer perceptron by SGD on the cross entropy.

    The steps are those of ``torch.optim.SGD``.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.
    W1 : float tensor, shape (h, d)
        Weights of the hidden layer to start from; random, zeros learn nothing.
    b1 : float tensor, shape (h,)
        Biases of the hidden layer to start from.
    W2 : float tensor, shape (c, h)
        Weights of the output layer to start from.
    b2 : float tensor, shape (c,)
        Biases of the output layer to start from.
    order : int tensor in [0, n), shape (epochs, n)
        Order of the samples in each epoch, as from ``shuffled_order``.
    batch_size : int in [1, n]
        Samples per update; n gives gradient descent.
    learning_rate : float in (0, inf)
        Step size α.

    Returns
    -------
    W1_new : float tensor, shape (h, d)
        Trained weights of the hidden layer.
    b1_new : float tensor, shape (h,)
        Trained biases of the hidden layer.
    W2_new : float tensor, shape (c, h)
        Trained weights of the output layer.
    b2_new : float tensor, shape (c,)
        Trained biases of the output layer.
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
        leaves = [p.detach().requires_grad_() for p in (W1, b1, W2, b2)]
        loss = mlp_loss(X[batch], y[batch], *leaves)
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            W1, b1, W2, b2 = (
                p - learning_rate * dp for p, dp in zip(leaves, gradients, strict=True)
            )
        losses.append(loss.detach())
    return W1, b1, W2, b2, torch.stack(losses).reshape(len(order), -1)


# --8<-- [end:train_mlp]
