"""Learning-rate schedules as functions of the step, and the range test."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]
from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward


# --8<-- [start:check_schedule]
def _check_schedule(t: int, learning_rate: float) -> None:
    """Refuse a step before the first one and a rate that takes no step."""
    if t < 0 or not 0 < learning_rate < math.inf:
        raise ValueError(
            f"expected t >= 0 and a finite rate > 0, got {t} and {learning_rate}"
        )


# --8<-- [end:check_schedule]


# --8<-- [start:step_schedule]
def step_schedule(t: int, learning_rate: float, period: int, decay: float) -> float:
    """Multiply the rate by a factor every few steps: α_t = α₀ γ^⌊t/period⌋.

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0.
    learning_rate : float in (0, inf)
        Rate α₀ of the first step.
    period : int in [1, inf)
        Steps with the same rate.
    decay : float in (0, 1]
        Factor γ.

    Returns
    -------
    rate : float in (0, inf)
        Rate α_t.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _check_schedule(t, learning_rate)
    if period < 1 or not 0 < decay <= 1:
        raise ValueError(
            f"expected period >= 1 and decay in (0, 1], got {period} and {decay}"
        )
    return learning_rate * decay ** (t // period)


# --8<-- [end:step_schedule]


# --8<-- [start:exponential_schedule]
def exponential_schedule(t: int, learning_rate: float, decay: float) -> float:
    """Multiply the rate by a factor at every step: α_t = α₀ γᵗ.

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0.
    learning_rate : float in (0, inf)
        Rate α₀ of the first step.
    decay : float in (0, 1]
        Factor γ.

    Returns
    -------
    rate : float in (0, inf)
        Rate α_t.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _check_schedule(t, learning_rate)
    if not 0 < decay <= 1:
        raise ValueError(f"expected decay in (0, 1], got {decay}")
    return learning_rate * decay**t


# --8<-- [end:exponential_schedule]


# --8<-- [start:inverse_schedule]
def inverse_schedule(t: int, learning_rate: float, period: int) -> float:
    """Let the rate fall like 1/t: α_t = α₀ / (1 + t/period), halved after a period.

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0.
    learning_rate : float in (0, inf)
        Rate α₀ of the first step.
    period : int in [1, inf)
        Steps until the rate is half of α₀.

    Returns
    -------
    rate : float in (0, inf)
        Rate α_t.

    References
    ----------
    Robbins and Monro (1951), A stochastic approximation method, theorem 2.
    """
    _check_schedule(t, learning_rate)
    if period < 1:
        raise ValueError(f"expected period >= 1, got {period}")
    return learning_rate / (1 + t / period)


# --8<-- [end:inverse_schedule]


# --8<-- [start:cosine_schedule]
def cosine_schedule(t: int, learning_rate: float, steps: int) -> float:
    """Half a wave of the cosine: α_t = α₀ (1 + cos(π t/steps)) / 2, then 0.

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0.
    learning_rate : float in (0, inf)
        Rate α₀ of the first step.
    steps : int in [1, inf)
        Steps of the whole run; from step ``steps`` on the rate is 0.

    Returns
    -------
    rate : float in [0, inf)
        Rate α_t.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    References
    ----------
    Loshchilov and Hutter (2017), SGDR, ICLR, eq. 5.
    """
    _check_schedule(t, learning_rate)
    if steps < 1:
        raise ValueError(f"expected steps >= 1, got {steps}")
    return learning_rate * (1 + math.cos(math.pi * min(t / steps, 1))) / 2


# --8<-- [end:cosine_schedule]


# --8<-- [start:warmup_cosine_schedule]
def warmup_cosine_schedule(
    t: int, learning_rate: float, warmup: int, steps: int
) -> float:
    """Rise linearly, α_t = α (t + 1)/warmup, then fall along a cosine to 0.

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0.
    learning_rate : float in (0, inf)
        Largest rate α, reached in step ``warmup`` − 1.
    warmup : int in [0, 1000]
        Steps of the rise; with 0 there is none.
    steps : int in [1, inf)
        Steps of the whole run, more than ``warmup``.

    Returns
    -------
    rate : float in [0, inf)
        Rate α_t.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    References
    ----------
    Goyal et al. (2017), Accurate, large minibatch SGD, section 2.2.
    """
    _check_schedule(t, learning_rate)
    if not 0 <= warmup < steps:
        raise ValueError(f"expected 0 <= warmup < steps, got {warmup} and {steps}")
    if t < warmup:
        return learning_rate * (t + 1) / warmup
    return cosine_schedule(t - warmup, learning_rate, steps - warmup)


# --8<-- [end:warmup_cosine_schedule]


# --8<-- [start:check_batches]
def _check_batches(y: np.ndarray, batches: np.ndarray, n: int) -> None:
    """Refuse batches that are empty or hold what is no index of a sample."""
    if batches.ndim != 2 or 0 in batches.shape or y.shape != (n,):
        shapes = f"{y.shape} and {batches.shape}"
        raise ValueError(f"expected y ({n},), batches (k, b), k, b >= 1, got {shapes}")
    low, high = batches.min(), batches.max()
    if low < 0 or high >= n:
        raise ValueError(f"expected indices in [0, {n}), got {low} to {high}")


# --8<-- [end:check_batches]


# --8<-- [start:range_test]
def range_test(
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    batches: np.ndarray,
    smallest: float,
    largest: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Train a multilayer perceptron while the rate rises by a factor at every step.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W1 : float array, shape (h, d)
        Weights of the hidden layer to start from.
    b1 : float array, shape (h,)
        Biases of the hidden layer to start from.
    W2 : float array, shape (c, h)
        Weights of the output layer to start from.
    b2 : float array, shape (c,)
        Biases of the output layer to start from.
    batches : int array in [0, n), shape (k, b)
        Samples of each step's batch.
    smallest : float in (0, inf)
        Rate of the first step.
    largest : float in (0, inf)
        Rate of the last step.

    Returns
    -------
    rates : float array, shape (k,)
        Rate of each step.
    losses : float array, shape (k,)
        Loss of each batch before its step; +inf once it was 4 times the smallest
        loss so far, where training stops.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class or ``smallest`` > ``largest``.

    References
    ----------
    Smith (2017), Cyclical learning rates for training neural networks, section 3.3.
    """
    _check_batches(y, batches, len(X) if X.ndim else 0)
    if not 0 < smallest <= largest < math.inf:
        raise ValueError(f"expected 0 < smallest <= largest, got {smallest}, {largest}")
    rates = np.geomspace(smallest, largest, len(batches)).astype(X.dtype)
    losses = np.full_like(rates, np.inf)
    parameters = [W1, b1, W2, b2]
    for t, batch in enumerate(batches):
        loss = mlp_loss(X[batch], y[batch], *parameters)
        if loss > 4 * losses.min():
            break
        losses[t] = loss
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *parameters)
        pairs = zip(parameters, gradients, strict=True)
        parameters = [value - rates[t] * gradient for value, gradient in pairs]
    return rates, losses


# --8<-- [end:range_test]


# --8<-- [start:suggested_rate]
def suggested_rate(rates: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """A third of the rate with the smallest loss, averaged over five steps around it.

    Parameters
    ----------
    rates : float array, shape (k,)
        Rates of a range test.
    losses : float array, shape (k,)
        Their losses, without NaN.

    Returns
    -------
    rate : float array, shape ()
        A rate that leaves some room below the first one that is too large.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no rate, or a value is NaN.
    """
    if rates.ndim != 1 or losses.shape != rates.shape or len(rates) == 0:
        shapes = f"{rates.shape}, {losses.shape}"
        raise ValueError(f"expected rates (k,), losses (k,), got {shapes}")
    if np.isnan(rates + losses).any():
        raise ValueError("expected rates and losses without NaN, got NaN")
    means = [losses[max(t - 2, 0) : t + 3].mean() for t in range(len(losses))]
    return rates[np.argmin(means)] / 3


# --8<-- [end:suggested_rate]
