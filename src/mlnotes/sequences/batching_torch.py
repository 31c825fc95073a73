"""Batches of sentences in PyTorch: the same as tensors, for a ``DataLoader``."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.batching import _read_sentences


# --8<-- [start:collate_batch]
def collate_batch(
    batch: list[tuple[int, list[int]]], max_len: int, padding: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Make one batch of labelled sentences, each padded or cut to ``max_len`` ids.

    Parameters
    ----------
    batch : list of (int, list of int), length n
        A label and the ids of at least one token, for each sentence.
    max_len : int in [1, inf)
        Length of every row of the batch.
    padding : int in [0, inf), optional
        Id that fills short rows; give it a token of its own, such as ``<pad>``.

    Returns
    -------
    y : int tensor in [0, c), shape (n,)
        Labels, int64, on the CPU like the others.
    X : int tensor in [0, c), shape (n, max_len)
        Ids, int64: the first ``max_len`` of a sentence, then padding.
    lengths : int tensor in [1, max_len + 1), shape (n,)
        Number of real tokens of each row, int64.

    Raises
    ------
    ValueError
        If there is no sentence, a sentence is empty, or something is no integer or
        out of its range.
    """
    labels, rows, lengths = _read_sentences(batch, max_len, padding)
    y, X = (torch.tensor(ids, dtype=torch.int64) for ids in (labels, rows))
    return y, X, torch.tensor(lengths, dtype=torch.int64)


# --8<-- [end:collate_batch]


# --8<-- [start:check_lengths]
def _check_lengths(lengths: torch.Tensor, t: int) -> None:
    """Refuse lengths that are not integers from 1 to t, of shape (n,)."""
    other = lengths.is_floating_point() or lengths.is_complex()
    if lengths.ndim != 1 or other or lengths.dtype == torch.bool:
        raise ValueError(
            "expected integer lengths of shape (n,), "
            f"got {lengths.dtype} of shape {tuple(lengths.shape)}"
        )
    lengths = lengths.long()  # uint8 cannot be compared with 256 and more
    if ((lengths < 1) | (lengths > t)).any():
        raise ValueError(f"expected lengths from 1 to t = {t}, got {lengths.tolist()}")


# --8<-- [end:check_lengths]


# --8<-- [start:padding_mask]
def padding_mask(lengths: torch.Tensor, t: int) -> torch.Tensor:
    """Tell real tokens (True) from padding (False).

    Parameters
    ----------
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real tokens of each sentence, on any device.
    t : int in [1, inf)
        Length of the rows of the batch.

    Returns
    -------
    mask : bool tensor, shape (n, t)
        True at the first ``lengths[i]`` places of row i.

    Raises
    ------
    ValueError
        If a length is no integer from 1 to t, or the shape is not (n,).
    """
    _check_lengths(lengths, t)
    return torch.arange(t, device=lengths.device) < lengths.long()[:, None]


# --8<-- [end:padding_mask]


# --8<-- [start:last_state]
def last_state(H: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Take the state at the last real token of each sentence.

    Parameters
    ----------
    H : float tensor, shape (n, t, h)
        States of a batch, one after each token, on any device.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real tokens of each sentence, on the device of ``H``.

    Returns
    -------
    last : float tensor, shape (n, h)
        ``H[i, lengths[i] - 1]`` for each i.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    if H.ndim != 3 or lengths.shape != H.shape[:1]:
        raise ValueError(
            "expected H of shape (n, t, h) and lengths of shape (n,), "
            f"got {tuple(H.shape)} and {tuple(lengths.shape)}"
        )
    _check_lengths(lengths, H.shape[1])
    return H[torch.arange(len(H), device=H.device), lengths.long() - 1]


# --8<-- [end:last_state]


# --8<-- [start:packed_places]
def _packed_places(
    mask: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return row and time of each packed vector, and the rows, the longest first."""
    order = mask.sum(dim=1).argsort(descending=True, stable=True)
    times, places = torch.nonzero(mask[order].T, as_tuple=True)
    return order[places], times, order


# --8<-- [end:packed_places]


# --8<-- [start:pack]
def pack(
    X: torch.Tensor, lengths: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pack a padded batch: all real first vectors, then all second ones, and so on.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Padded batch, n ≥ 1, on any device.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real vectors of each sequence, on the device of ``X``.

    Returns
    -------
    data : float tensor, shape (sum of lengths, d)
        Time step after time step; within one the longest sequence first.
    batch_sizes : int tensor in [1, n + 1), shape (longest,)
        How many sequences reach each time step.
    order : int tensor in [0, n), shape (n,)
        The sequences from the longest to the shortest, equal ones in their order.

    Raises
    ------
    ValueError
        If n = 0, the shapes disagree, or a length is no integer from 1 to t.
    """
    if X.ndim != 3 or len(X) == 0 or lengths.shape != X.shape[:1]:
        raise ValueError(
            "expected X of shape (n, t, d) with n >= 1 and lengths of shape (n,), "
            f"got {tuple(X.shape)} and {tuple(lengths.shape)}"
        )
    mask = padding_mask(lengths, X.shape[1])
    rows, times, order = _packed_places(mask)
    return X[rows, times], torch.bincount(times), order


# --8<-- [end:pack]


# --8<-- [start:unpack]
def unpack(data: torch.Tensor, lengths: torch.Tensor, t: int) -> torch.Tensor:
    """Undo ``pack``: back to a padded batch, with zeros as padding.

    Parameters
    ----------
    data : float tensor, shape (sum of lengths, d)
        What ``pack`` returned, or states in the same order, on any device.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real vectors of each sequence, on the device of ``data``.
    t : int in [1, inf)
        Length of the rows of the batch.

    Returns
    -------
    X : float tensor, shape (n, t, d)
        The sequences in their first order.

    Raises
    ------
    ValueError
        If a length is no integer from 1 to t, or data has not Σ lengths rows.
    """
    mask = padding_mask(lengths, t)
    if data.ndim != 2 or len(data) != mask.sum():
        raise ValueError(
            f"expected data of shape ({int(mask.sum())}, d), one row for each real "
            f"vector, got {tuple(data.shape)}"
        )
    rows, times, _ = _packed_places(mask)
    X = data.new_zeros(*mask.shape, data.shape[1])
    return X.index_put((rows, times), data)


# --8<-- [end:unpack]


# --8<-- [start:bucket_order]
def bucket_order(
    lengths: torch.Tensor, pool: int, generator: torch.Generator
) -> torch.Tensor:
    """Shuffle the sentences, then sort every ``pool`` of them by length.

    Batches cut from this order hold sentences of similar lengths.

    Parameters
    ----------
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of tokens of each sentence, on any device.
    pool : int in [1, inf)
        Sentences sorted together: 1 shuffles only, n or more sorts all.
    generator : torch.Generator
        Source of the order, on the CPU.

    Returns
    -------
    order : int tensor in [0, n), shape (n,)
        Every sentence once.

    Raises
    ------
    ValueError
        If a length is no integer ≥ 1, or pool < 1.
    """
    _check_lengths(lengths, max(lengths.flatten().tolist(), default=1))
    if pool < 1:
        raise ValueError(f"expected pool >= 1, got {pool}")
    order = torch.randperm(len(lengths), generator=generator).to(lengths.device)
    pools = order.split(pool)
    return torch.cat([p[lengths.long()[p].argsort(stable=True)] for p in pools])


# --8<-- [end:bucket_order]


# --8<-- [start:padding_share]
def padding_share(lengths: torch.Tensor, batch_size: int) -> torch.Tensor:
    """Share of padding if consecutive sentences are padded to the longest of a batch.

    Parameters
    ----------
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of tokens of each sentence, in the order of the batches; n ≥ 1.
    batch_size : int in [1, inf)
        Sentences of one batch; the last batch may be smaller.

    Returns
    -------
    share : float tensor, shape ()
        Padded places over all places, in [0, 1); float64.

    Raises
    ------
    ValueError
        If n = 0, a length is no integer ≥ 1, or batch_size < 1.
    """
    _check_lengths(lengths, max(lengths.flatten().tolist(), default=1))
    if batch_size < 1 or len(lengths) == 0:
        raise ValueError(
            f"expected batch_size >= 1 and n >= 1, got {batch_size} and {len(lengths)}"
        )
    lengths = lengths.long()
    places = torch.stack([len(part) * part.max() for part in lengths.split(batch_size)])
    return 1 - lengths.sum().double() / places.sum()


# --8<-- [end:padding_share]
