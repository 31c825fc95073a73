"""Training a Transformer: smoothed labels, and a rate that rises before it falls."""

# --8<-- [start:imports]
import math

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import log_softmax
from mlnotes.sequences.language_model import (
    masked_cross_entropy,
    masked_cross_entropy_backward,
)


# --8<-- [start:check_smoothing]
def _check_smoothing(smoothing: float) -> None:
    """Refuse a share of the target that is negative, all of it, or NaN."""
    if not 0 <= smoothing < 1:
        raise ValueError(f"expected smoothing in [0, 1), got {smoothing}")


# --8<-- [end:check_smoothing]


# --8<-- [start:label_smoothing_loss]
def label_smoothing_loss(
    s: np.ndarray, y: np.ndarray, mask: np.ndarray, smoothing: float
) -> np.ndarray:
    """Cross entropy per real token with the targets (1 − ε) one-hot y + ε/c.

    What stands where the mask is False, NaN included, does not count.

    Parameters
    ----------
    s : float array, shape (n, t, c)
        Scores of the next token at every place.
    y : int array in [0, c), shape (n, t)
        The next token; any integer where the mask is False.
    mask : bool array, shape (n, t)
        True at real tokens, False at padding.
    smoothing : float in [0, 1)
        Share ε of the target that goes to all c tokens alike; 0.1 in the paper.

    Returns
    -------
    L : float array, shape ()
        Loss in nats per token; +inf if a score is −inf and ε > 0.

    Raises
    ------
    ValueError
        As ``masked_cross_entropy``, and if ε is out of its range.

    References
    ----------
    Szegedy et al. (2016), Rethinking the Inception architecture, section 7.
    """
    _check_smoothing(smoothing)
    hard = masked_cross_entropy(s, y, mask)
    if smoothing == 0:  # 0 · ∞ would be NaN
        return hard
    return (1 - smoothing) * hard - smoothing * log_softmax(s[mask]).mean()


# --8<-- [end:label_smoothing_loss]


# --8<-- [start:label_smoothing_loss_backward]
def label_smoothing_loss_backward(
    dL: np.ndarray | float,
    s: np.ndarray,
    y: np.ndarray,
    mask: np.ndarray,
    smoothing: float,
) -> np.ndarray:
    """Gradient of the loss: (p − q) / N at real tokens, q the smoothed targets.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    s : float array, shape (n, t, c)
        Scores, as in ``label_smoothing_loss``.
    y : int array in [0, c), shape (n, t)
        The next token.
    mask : bool array, shape (n, t)
        True at real tokens.
    smoothing : float in [0, 1)
        Share ε.

    Returns
    -------
    ds : float array, shape (n, t, c)
        ∂L/∂s; exactly 0 where the mask is False.

    Raises
    ------
    ValueError
        As ``label_smoothing_loss``, and if ``dL`` is not a single number.
    """
    _check_smoothing(smoothing)
    ds = masked_cross_entropy_backward(dL, s, y, mask)  # (p − one-hot) / N
    y_real, c = y[mask], s.shape[-1]
    push = np.full((len(y_real), c), -1 / c)  # one-hot − 1/c, whatever the scores
    push[np.arange(len(y_real)), y_real] += 1
    ds[mask] += dL * smoothing * push / len(y_real)
    return ds


# --8<-- [end:label_smoothing_loss_backward]


# --8<-- [start:smallest_loss]
def smallest_loss(c: int, smoothing: float) -> float:
    """Smallest value of the smoothed loss: the entropy of its target.

    Parameters
    ----------
    c : int in [2, inf)
        Tokens of the vocabulary.
    smoothing : float in [0, 1)
        Share ε.

    Returns
    -------
    L : float in [0, inf)
        −(1 − ε + ε/c) log(1 − ε + ε/c) − (c − 1) (ε/c) log(ε/c), in nats.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _check_smoothing(smoothing)
    if c < 2:
        raise ValueError(f"expected c >= 2, got {c}")
    if smoothing == 0:
        return 0.0
    wrong = smoothing / c
    right = 1 - smoothing + wrong
    return -right * math.log(right) - (c - 1) * wrong * math.log(wrong)


# --8<-- [end:smallest_loss]


# --8<-- [start:best_gap]
def best_gap(c: int, smoothing: float) -> float:
    """Gap between the right and each wrong score where the loss is smallest.

    Parameters
    ----------
    c : int in [2, inf)
        Tokens of the vocabulary.
    smoothing : float in [0, 1)
        Share ε.

    Returns
    -------
    gap : float in [0, inf]
        log((1 − ε + ε/c) / (ε/c)); infinite without smoothing.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _check_smoothing(smoothing)
    if c < 2:
        raise ValueError(f"expected c >= 2, got {c}")
    if smoothing == 0:
        return math.inf
    return math.log((1 - smoothing) * c / smoothing + 1)


# --8<-- [end:best_gap]


# --8<-- [start:noam_schedule]
def noam_schedule(t: int, d: int, warmup: int) -> float:
    """Rise linearly for ``warmup`` steps, then fall with the root of the step.

    α_t = d^(−1/2) · min((t + 1)^(−1/2), (t + 1) · warmup^(−3/2))

    Parameters
    ----------
    t : int in [0, inf)
        Step, counted from 0; the paper counts from 1.
    d : int in [1, inf)
        Width of the model.
    warmup : int in [1, inf)
        Steps of the rise; step ``warmup`` − 1 has the largest rate.

    Returns
    -------
    rate : float in (0, inf)
        Rate α_t, at most (d · warmup)^(−1/2).

    Raises
    ------
    ValueError
        If an argument is out of its range.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, eq. 3.
    """
    if t < 0 or d < 1 or warmup < 1:
        raise ValueError(
            f"expected t >= 0, d >= 1, warmup >= 1, got {t}, {d} and {warmup}"
        )
    step = t + 1
    return min(1 / math.sqrt(step), step / warmup**1.5) / math.sqrt(d)


# --8<-- [end:noam_schedule]
