"""Training a Transformer in PyTorch: its own smoothed cross entropy, on real tokens."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import _check_labels
from mlnotes.linear.softmax_torch import _check_scores
from mlnotes.sequences.language_model_torch import _check_real_tokens


# --8<-- [start:check_smoothing]
def _check_smoothing(smoothing: float) -> None:
    """Refuse a share of the target that is negative, all of it, or NaN."""
    if not 0 <= smoothing < 1:
        raise ValueError(f"expected smoothing in [0, 1), got {smoothing}")


# --8<-- [end:check_smoothing]


# --8<-- [start:label_smoothing_loss]
def label_smoothing_loss(
    s: torch.Tensor, y: torch.Tensor, mask: torch.Tensor, smoothing: float
) -> torch.Tensor:
    """Cross entropy per real token with the targets (1 − ε) one-hot y + ε/c.

    What stands where the mask is False, NaN included, reaches neither the loss nor
    the gradient.

    Parameters
    ----------
    s : float tensor, shape (n, t, c)
        Scores of the next token at every place, on any device.
    y : int tensor in [0, c), shape (n, t)
        The next token; any integer where the mask is False.
    mask : bool tensor, shape (n, t)
        True at real tokens, False at padding.
    smoothing : float in [0, 1)
        Share ε of the target that goes to all c tokens alike; 0.1 in the paper.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats per token; +inf if a score is −inf and ε > 0.

    Raises
    ------
    ValueError
        As ``masked_cross_entropy``, and if ε is out of its range.
    """
    _check_smoothing(smoothing)
    _check_real_tokens(s, y, mask)
    s_real, y_real = s[mask], y[mask]
    _check_labels(y_real, s_real.shape)
    _check_scores(s_real)
    return F.cross_entropy(s_real, y_real, label_smoothing=smoothing)


# --8<-- [end:label_smoothing_loss]
