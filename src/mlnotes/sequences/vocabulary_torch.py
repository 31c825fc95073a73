"""Vocabulary in PyTorch: text is the same for both libraries; ids become tensors."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:token_counts]
def token_counts(ids: torch.Tensor, c: int) -> torch.Tensor:
    """Count how often each token of the vocabulary occurs.

    Parameters
    ----------
    ids : int tensor in [0, c), shape (n,)
        Ids of n tokens, on any device.
    c : int in [1, inf)
        Number of tokens of the vocabulary.

    Returns
    -------
    counts : int tensor in [0, n + 1), shape (c,)
        How often 0, …, c − 1 occur, int64.

    Raises
    ------
    ValueError
        If the ids are no integers from 0 to c − 1, of shape (n,).
    """
    integer = not (ids.is_floating_point() or ids.is_complex())
    if ids.ndim != 1 or not integer or ids.dtype == torch.bool or c < 1:
        raise ValueError(
            "expected integer ids of shape (n,) and c >= 1, "
            f"got {ids.dtype} of shape {tuple(ids.shape)} and {c}"
        )
    ids = ids.long()  # uint8 cannot be compared with 256 and more
    if ((ids < 0) | (ids >= c)).any():
        raise ValueError(f"expected ids from 0 to {c - 1}, got {ids.tolist()}")
    return torch.bincount(ids, minlength=c)


# --8<-- [end:token_counts]
