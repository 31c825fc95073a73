"""Next sentence in PyTorch: the loss of pre-training, both tasks together."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.sequences.language_model_torch import masked_cross_entropy


# --8<-- [start:pretraining_loss]
def pretraining_loss(
    s: torch.Tensor,
    X: torch.Tensor,
    chosen: torch.Tensor,
    s_next: torch.Tensor,
    y: torch.Tensor,
) -> torch.Tensor:
    """Loss of BERT's pre-training: masked tokens plus next sentence, both means.

    Parameters
    ----------
    s : float tensor, shape (n, t, c)
        Scores of the token at every place, on any device.
    X : int tensor in [0, c), shape (n, t)
        The tokens before masking.
    chosen : bool tensor, shape (n, t)
        Places that are predicted, one at least in the batch.
    s_next : float tensor, shape (n, 2)
        Scores of the pair.
    y : int tensor in [0, 2), shape (n,)
        0 if the second sentence follows the first, 1 if not.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats; log c + log 2 if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, nothing is chosen, or a token or label is none.
    """
    if s_next.shape != (len(s), 2):
        shape = tuple(s_next.shape)
        raise ValueError(f"expected s_next of shape {(len(s), 2)}, got {shape}")
    return masked_cross_entropy(s, X, chosen) + cross_entropy(s_next, y)


# --8<-- [end:pretraining_loss]
