"""Batches of sentences of different lengths: padding, masks, packing, bucketing."""

# --8<-- [start:imports]
import operator

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:read_sentences]
def _read_sentences(
    batch: list[tuple[int, list[int]]], max_len: int, padding: int
) -> tuple[list[int], list[list[int]], list[int]]:
    """Return labels, rows of ``max_len`` ids and lengths, all as Python integers."""
    if max_len < 1 or padding < 0:
        raise ValueError(
            f"expected max_len >= 1 and padding >= 0, got {max_len} and {padding}"
        )
    if len(batch) == 0:
        raise ValueError("expected at least one sentence, got none")
    try:
        labels = [operator.index(label) for label, _ in batch]
        sentences = [[operator.index(i) for i in ids] for _, ids in batch]
    except TypeError as error:
        raise ValueError(f"expected integer labels and ids, got {batch}") from error
    for place, ids in enumerate(sentences):
        if not ids or min(ids) < 0:
            raise ValueError(
                f"expected at least one id in sentence {place}, each >= 0, got {ids}; "
                "leave an empty sentence out or give it the id of <unk>"
            )
    rows = [ids[:max_len] + [padding] * (max_len - len(ids)) for ids in sentences]
    return labels, rows, [min(len(ids), max_len) for ids in sentences]


# --8<-- [end:read_sentences]


# --8<-- [start:collate_batch]
def collate_batch(
    batch: list[tuple[int, list[int]]], max_len: int, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    y : int array in [0, c), shape (n,)
        Labels, int64.
    X : int array in [0, c), shape (n, max_len)
        Ids, int64: the first ``max_len`` of a sentence, then padding.
    lengths : int array in [1, max_len + 1), shape (n,)
        Number of real tokens of each row, int64.

    Raises
    ------
    ValueError
        If there is no sentence, a sentence is empty, or something is no integer or
        out of its range.
    """
    labels, rows, lengths = _read_sentences(batch, max_len, padding)
    y, X = np.array(labels, dtype=np.int64), np.array(rows, dtype=np.int64)
    return y, X, np.array(lengths, dtype=np.int64)


# --8<-- [end:collate_batch]


# --8<-- [start:check_lengths]
def _check_lengths(lengths: np.ndarray, t: int) -> None:
    """Refuse lengths that are not integers from 1 to t, of shape (n,)."""
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu":
        raise ValueError(
            "expected integer lengths of shape (n,), "
            f"got {lengths.dtype} of shape {lengths.shape}"
        )
    if ((lengths < 1) | (lengths > t)).any():
        raise ValueError(f"expected lengths from 1 to t = {t}, got {lengths}")


# --8<-- [end:check_lengths]


# --8<-- [start:padding_mask]
def padding_mask(lengths: np.ndarray, t: int) -> np.ndarray:
    """Tell real tokens (True) from padding (False).

    Parameters
    ----------
    lengths : int array in [1, t + 1), shape (n,)
        Number of real tokens of each sentence.
    t : int in [1, inf)
        Length of the rows of the batch.

    Returns
    -------
    mask : bool array, shape (n, t)
        True at the first ``lengths[i]`` places of row i.
    """
    _check_lengths(lengths, t)
    return np.arange(t) < lengths[:, None]


# --8<-- [end:padding_mask]


# --8<-- [start:last_state]
def last_state(H: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Take the state at the last real token of each sentence.

    Parameters
    ----------
    H : float array, shape (n, t, h)
        States of a batch, one after each token.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real tokens of each sentence.

    Returns
    -------
    last : float array, shape (n, h)
        ``H[i, lengths[i] - 1]`` for each i, a copy.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    if H.ndim != 3 or lengths.shape != H.shape[:1]:
        raise ValueError(
            "expected H of shape (n, t, h) and lengths of shape (n,), "
            f"got {H.shape} and {lengths.shape}"
        )
    _check_lengths(lengths, H.shape[1])
    return H[np.arange(len(H)), lengths.astype(np.int64) - 1]


# --8<-- [end:last_state]


# --8<-- [start:last_state_backward]
def last_state_backward(
    dlast: np.ndarray, H: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """Gradient of ``last_state``: it goes to the last real token, all else gets 0.

    Parameters
    ----------
    dlast : float array, shape (n, h)
        Upstream gradient, ∂L/∂last.
    H : float array, shape (n, t, h)
        States, as in ``last_state``; the gradient needs their shape.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real tokens of each sentence.

    Returns
    -------
    dH : float array, shape (n, t, h)
        ∂L/∂H.
    """
    if dlast.shape != last_state(H, lengths).shape:
        raise ValueError(
            f"expected dlast of shape {(len(H), H.shape[2])}, got {dlast.shape}"
        )
    dH = np.zeros_like(H)
    dH[np.arange(len(H)), lengths.astype(np.int64) - 1] = dlast
    return dH


# --8<-- [end:last_state_backward]


# --8<-- [start:packed_places]
def _packed_places(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row and time of each packed vector, and the rows, the longest first."""
    order = np.argsort(-mask.sum(axis=1), kind="stable")
    times, places = np.nonzero(mask[order].T)
    return order[places], times, order


# --8<-- [end:packed_places]


# --8<-- [start:pack]
def pack(
    X: np.ndarray, lengths: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pack a padded batch: all real first vectors, then all second ones, and so on.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Padded batch, n ≥ 1.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real vectors of each sequence.

    Returns
    -------
    data : float array, shape (sum of lengths, d)
        Time step after time step; within one the longest sequence first.
    batch_sizes : int array in [1, n + 1), shape (longest,)
        How many sequences reach each time step.
    order : int array in [0, n), shape (n,)
        The sequences from the longest to the shortest, equal ones in their order.
    """
    if X.ndim != 3 or len(X) == 0 or lengths.shape != X.shape[:1]:
        raise ValueError(
            "expected X of shape (n, t, d) with n >= 1 and lengths of shape (n,), "
            f"got {X.shape} and {lengths.shape}"
        )
    mask = padding_mask(lengths, X.shape[1])
    rows, times, order = _packed_places(mask)
    return X[rows, times], np.bincount(times), order


# --8<-- [end:pack]


# --8<-- [start:unpack]
def unpack(data: np.ndarray, lengths: np.ndarray, t: int) -> np.ndarray:
    """Undo ``pack``: back to a padded batch, with zeros as padding.

    Parameters
    ----------
    data : float array, shape (sum of lengths, d)
        What ``pack`` returned, or states in the same order.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real vectors of each sequence.
    t : int in [1, inf)
        Length of the rows of the batch.

    Returns
    -------
    X : float array, shape (n, t, d)
        The sequences in their first order.
    """
    mask = padding_mask(lengths, t)
    if data.ndim != 2 or len(data) != mask.sum():
        raise ValueError(
            f"expected data of shape ({mask.sum()}, d), one row for each real vector, "
            f"got {data.shape}"
        )
    rows, times, _ = _packed_places(mask)
    X = np.zeros((*mask.shape, data.shape[1]), data.dtype)
    X[rows, times] = data
    return X


# --8<-- [end:unpack]


# --8<-- [start:bucket_order]
def bucket_order(
    lengths: np.ndarray, pool: int, rng: np.random.Generator
) -> np.ndarray:
    """Shuffle the sentences, then sort every ``pool`` of them by length.

    Parameters
    ----------
    lengths : int array in [1, t + 1), shape (n,)
        Number of tokens of each sentence.
    pool : int in [1, inf)
        Sentences sorted together: 1 shuffles only, n or more sorts all.
    rng : numpy.random.Generator
        Source of the order.

    Returns
    -------
    order : int array in [0, n), shape (n,)
        Every sentence once.
    """
    _check_lengths(lengths, int(lengths.max(initial=1)))
    if pool < 1:
        raise ValueError(f"expected pool >= 1, got {pool}")
    order = rng.permutation(len(lengths))
    pools = np.arange(len(lengths)) // pool
    return order[np.lexsort((lengths[order], pools))]


# --8<-- [end:bucket_order]


# --8<-- [start:padding_share]
def padding_share(lengths: np.ndarray, batch_size: int) -> np.ndarray:
    """Share of padding if consecutive sentences are padded to the longest of a batch.

    Parameters
    ----------
    lengths : int array in [1, t + 1), shape (n,)
        Number of tokens of each sentence, in the order of the batches; n ≥ 1.
    batch_size : int in [1, inf)
        Sentences of one batch; the last batch may be smaller.

    Returns
    -------
    share : float array, shape ()
        Padded places over all places, in [0, 1); float64.
    """
    _check_lengths(lengths, int(lengths.max(initial=1)))
    if batch_size < 1 or len(lengths) == 0:
        raise ValueError(
            f"expected batch_size >= 1 and n >= 1, got {batch_size} and {len(lengths)}"
        )
    places = 0
    for start in range(0, len(lengths), batch_size):
        batch = lengths[start : start + batch_size]
        places += len(batch) * int(batch.max())
    return np.array(1 - int(lengths.sum()) / places)


# --8<-- [end:padding_share]
