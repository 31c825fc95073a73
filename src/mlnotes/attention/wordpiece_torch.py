"""WordPiece in PyTorch: scores of merges; cutting words needs no library.

Every function raises a ValueError for shapes or counts that do not fit.
"""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:log_likelihood]
def log_likelihood(counts: torch.Tensor) -> torch.Tensor:
    """Log-likelihood of a text whose pieces are drawn independently, Σ n_i log(n_i/N).

    Parameters
    ----------
    counts : float tensor in [0, inf), shape (c,)
        How often each piece occurs, n_i; N is their sum. On any device.

    Returns
    -------
    log_p : float tensor, shape ()
        In nats, at most 0.
    """
    if counts.ndim != 1 or not ((counts >= 0) & counts.isfinite()).all():
        raise ValueError(f"expected finite counts >= 0 of shape (c,), got {counts}")
    there = counts[counts > 0]
    return (there * torch.log(there / there.sum())).sum()


# --8<-- [end:log_likelihood]


# --8<-- [start:merge_ratios]
def _check_pairs(
    pairs: torch.Tensor, pair_counts: torch.Tensor, counts: torch.Tensor
) -> None:
    """Refuse pairs (n, 2), their counts (n,) and counts (c,) that do not fit."""
    shapes = tuple(tuple(x.shape) for x in (pairs, pair_counts, counts))
    if shapes != ((len(pairs), 2), (len(pairs),), (len(counts),)):
        wanted = "pairs (n, 2), pair_counts (n,), counts (c,)"
        raise ValueError(f"expected {wanted}, got {shapes}")
    integer = pairs.dtype in (torch.int16, torch.int32, torch.int64)
    if not integer or not ((pairs >= 0) & (pairs < len(counts))).all():
        raise ValueError(f"expected integers in [0, {len(counts)}), got {pairs}")
    if (counts[pairs.long()] == 0).any():
        raise ValueError(f"expected counts > 0 for each piece of a pair, got {counts}")


def merge_ratios(
    pairs: torch.Tensor, pair_counts: torch.Tensor, counts: torch.Tensor
) -> torch.Tensor:
    """Score of a merge, count(ab) / (count(a) count(b)).

    Parameters
    ----------
    pairs : int tensor in [0, c), shape (n, 2)
        Numbers of the pieces a and b, on any device.
    pair_counts : float tensor in [0, inf), shape (n,)
        How often a stands directly before b.
    counts : float tensor in [0, inf), shape (c,)
        How often each piece occurs.

    Returns
    -------
    scores : float tensor, shape (n,)
    """
    _check_pairs(pairs, pair_counts, counts)
    a, b = counts[pairs.long()].unbind(dim=1)
    return pair_counts / a / b


# --8<-- [end:merge_ratios]


# --8<-- [start:merge_gains]
def merge_gains(
    pairs: torch.Tensor, pair_counts: torch.Tensor, counts: torch.Tensor
) -> torch.Tensor:
    """Growth of ``log_likelihood`` if all places of a pair become one new piece.

    Parameters
    ----------
    pairs : int tensor in [0, c), shape (n, 2)
    pair_counts : float tensor in [0, inf), shape (n,)
        How many places are merged; at most the count of a and of b, half if a = b.
    counts : float tensor in [0, inf), shape (c,)

    Returns
    -------
    gains : float tensor, shape (n,)
        In nats; negative if the merge makes the text less likely.
    """
    _check_pairs(pairs, pair_counts, counts)
    (a, b), total = counts[pairs.long()].T, counts.sum()
    same = pairs[:, 0] == pairs[:, 1]
    left_a = torch.where(same, a - 2 * pair_counts, a - pair_counts)
    left_b = torch.where(same, b, b - pair_counts)
    if any((x < 0).any() for x in (pair_counts, left_a, left_b)):
        raise ValueError(f"expected pairs rarer than pieces, got {pair_counts}")
    before = torch.xlogy(a, a) + torch.xlogy(b, b) - torch.xlogy(total, total)
    left = total - pair_counts
    after = torch.xlogy(left_a, left_a) + torch.xlogy(left_b, left_b)
    after = after - torch.xlogy(left, left)
    return torch.xlogy(pair_counts, pair_counts) + after - before


# --8<-- [end:merge_gains]
