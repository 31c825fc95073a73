"""Learning-rate schedules as functions of the step, and the range test."""

# --8<-- [start:imports]
import math

import torch

# --8<-- [end:imports]
from mlnotes.networks.backpropagation_torch import mlp_loss


# --8<-- [start:check_batches]
def _check_batches(y: torch.Tensor, batches: torch.Tensor, n: int) -> None:
    """Refuse batches that are empty or hold what is no index of a sample."""
    if batches.ndim != 2 or 0 in batches.shape or y.shape != (n,):
        shapes = f"{tuple(y.shape)} and {tuple(batches.shape)}"
        raise ValueError(f"expected y ({n},), batches (k, b), k, b >= 1, got {shapes}")
    low, high = batches.min(), batches.max()
    if low < 0 or high >= n:
        raise ValueError(f"expected indices in [0, {n}), got {low} to {high}")


# --8<-- [end:check_batches]


# --8<-- [start:range_test]
def range_test(
    X: torch.Tensor,
    y: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
    batches: torch.Tensor,
    smallest: float,
    largest: float,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Train a multilayer perceptron while the rate rises by a factor at every step.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, on any device.
    y : int tensor in [0, c), shape (n,)
        Labels.
    W1 : float tensor, shape (h, d)
        Weights of the hidden layer to start from.
    b1 : float tensor, shape (h,)
        Biases of the hidden layer to start from.
    W2 : float tensor, shape (c, h)
        Weights of the output layer to start from.
    b2 : float tensor, shape (c,)
        Biases of the output layer to start from.
    batches : int tensor in [0, n), shape (k, b)
        Samples of each step's batch.
    smallest : float in (0, inf)
        Rate of the first step.
    largest : float in (0, inf)
        Rate of the last step.

    Returns
    -------
    rates : float tensor, shape (k,)
        Rate of each step.
    losses : float tensor, shape (k,)
        Loss of each batch before its step; +inf once it was 4 times the smallest
        loss so far, where training stops.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class or ``smallest`` > ``largest``.
    """
    _check_batches(y, batches, len(X) if X.ndim else 0)
    if not 0 < smallest <= largest < math.inf:
        raise ValueError(f"expected 0 < smallest <= largest, got {smallest}, {largest}")
    exponents = torch.linspace(
        math.log(smallest), math.log(largest), len(batches), dtype=torch.float64
    )
    rates = exponents.exp().to(X)
    losses = torch.full_like(rates, math.inf)
    parameters = [W1, b1, W2, b2]
    for t, batch in enumerate(batches):
        parameters = [value.detach().requires_grad_() for value in parameters]
        loss = mlp_loss(X[batch], y[batch], *parameters)
        if loss > 4 * losses.min():
            break
        losses[t] = loss.detach()
        gradients = torch.autograd.grad(loss, parameters)
        pairs = zip(parameters, gradients, strict=True)
        parameters = [value - rates[t] * gradient for value, gradient in pairs]
    return rates, losses


# --8<-- [end:range_test]


# --8<-- [start:suggested_rate]
def suggested_rate(rates: torch.Tensor, losses: torch.Tensor) -> torch.Tensor:
    """A third of the rate with the smallest loss, averaged over five steps around it.

    Parameters
    ----------
    rates : float tensor, shape (k,)
        Rates of a range test.
    losses : float tensor, shape (k,)
        Their losses, without NaN.

    Returns
    -------
    rate : float tensor, shape ()
        A rate that leaves some room below the first one that is too large.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no rate, or a value is NaN.
    """
    if rates.ndim != 1 or losses.shape != rates.shape or len(rates) == 0:
        shapes = f"{tuple(rates.shape)}, {tuple(losses.shape)}"
        raise ValueError(f"expected rates (k,), losses (k,), got {shapes}")
    if (rates + losses).isnan().any():
        raise ValueError("expected rates and losses without NaN, got NaN")
    means = [losses[max(t - 2, 0) : t + 3].mean() for t in range(len(losses))]
    return rates[torch.stack(means).argmin()] / 3


# --8<-- [end:suggested_rate]
