"""Input of BERT: two sentences in one row, their segments, three embeddings added."""

# --8<-- [start:imports]
import operator

import numpy as np

# --8<-- [end:imports]
from mlnotes.sequences.word_embeddings import embedding, embedding_backward


# --8<-- [start:kept_lengths]
def _kept_lengths(n_a: int, n_b: int, most: int) -> tuple[int, int]:
    """How much stays of two sentences: the longer one is cut until both are equal."""
    short = min(n_a, n_b, most // 2)
    long = min(max(n_a, n_b), most - short)
    return (long, short) if n_a > n_b else (short, long)


# --8<-- [end:kept_lengths]


# --8<-- [start:join_pair]
def join_pair(
    a: list[int], b: list[int] | None, cls: int, sep: int, max_len: int
) -> tuple[list[int], list[int]]:
    """Join two sentences to [CLS] a [SEP] b [SEP], the longer one cut first.

    Parameters
    ----------
    a : list of int in [0, c), length k
        Ids of the first sentence.
    b : list of int in [0, c), length k
        Ids of the second sentence; None for a single one, [CLS] a [SEP].
    cls : int in [0, c]
        Id of [CLS].
    sep : int in [0, c]
        Id of [SEP].
    max_len : int in [3, inf)
        Most ids of the row, specials included.

    Returns
    -------
    ids : list of int in [0, c), length max_len
        At most ``max_len`` ids.
    segments : list of int in [0, 2), length max_len
        0 up to the first [SEP], which belongs to a, then 1.

    Raises
    ------
    ValueError
        If an id is no integer ≥ 0, or the specials have no room.

    References
    ----------
    Devlin et al. (2019), section 3 and figure 2.
    """
    try:
        both = (a, [] if b is None else b)
        first, second = ([operator.index(i) for i in ids] for ids in both)
    except TypeError as error:
        raise ValueError(f"expected lists of integers, got {a}, {b}") from error
    most = max_len - (2 if b is None else 3)
    if min([*first, *second, cls, sep]) < 0 or most < 0:
        raise ValueError(
            f"expected ids >= 0 and max_len >= {max_len - most} for the specials, "
            f"got {a}, {b}, {cls}, {sep}, {max_len}"
        )
    n_a, n_b = _kept_lengths(len(first), len(second), most)
    ids, segments = [cls, *first[:n_a], sep], [0] * (n_a + 2)
    if b is not None:
        ids, segments = [*ids, *second[:n_b], sep], [*segments, *[1] * (n_b + 1)]
    return ids, segments


# --8<-- [end:join_pair]


# --8<-- [start:read_pairs]
def _read_pairs(
    pairs: list[tuple[list[int], list[int]]], padding: int
) -> tuple[list[list[int]], list[list[int]], list[list[bool]]]:
    """Return rows of ids, of segments and of the mask, all of one length."""
    lengths = [len(ids) for ids, _ in pairs]
    if min(lengths, default=0) == 0 or padding < 0:
        raise ValueError(
            f"expected rows with at least one id and padding >= 0, got {pairs}"
        )
    if wrong := [pair for pair in pairs if len(pair[0]) != len(pair[1])]:
        raise ValueError(f"expected a segment for each id, got {wrong[0]}")
    t = max(lengths)
    X = [[*ids, *[padding] * (t - len(ids))] for ids, _ in pairs]
    segments = [[*parts, *[0] * (t - len(parts))] for _, parts in pairs]
    return X, segments, [[True] * n + [False] * (t - n) for n in lengths]


# --8<-- [end:read_pairs]


# --8<-- [start:collate_pairs]
def collate_pairs(
    pairs: list[tuple[list[int], list[int]]], padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make a batch of rows of different lengths, padded to the longest.

    Parameters
    ----------
    pairs : list of (list of int, list of int), length n
        Ids and segments of each row, as ``join_pair`` returns them.
    padding : int in [0, inf), optional
        Id of [PAD].

    Returns
    -------
    X : int array in [0, c), shape (n, t)
        Ids, int64; t is the length of the longest row.
    segments : int array in [0, 2), shape (n, t)
        Segments, int64; 0 at padding.
    mask : bool array, shape (n, t)
        True at real tokens, [CLS] and [SEP] included.

    Raises
    ------
    ValueError
        If there is no row or an empty one, or a row has more ids than segments.
    """
    X, segments, mask = _read_pairs(pairs, padding)
    return np.array(X, np.int64), np.array(segments, np.int64), np.array(mask, bool)


# --8<-- [end:collate_pairs]


# --8<-- [start:check_tables]
def _check_tables(
    X: np.ndarray, segments: np.ndarray, E: np.ndarray, P: np.ndarray, S: np.ndarray
) -> None:
    """Refuse segments unlike X, and tables of other widths or with too few places."""
    shapes = [x.shape for x in (X, segments, E, P, S)]
    tables = E.ndim == P.ndim == S.ndim == 2 and E.shape[1] == P.shape[1] == S.shape[1]
    if X.ndim != 2 or X.shape != segments.shape or not tables or len(P) < X.shape[1]:
        raise ValueError(
            "expected X (n, t), segments (n, t), E (c, d), P of at least t rows (., d) "
            f"and S (m, d), got {shapes}"
        )


# --8<-- [end:check_tables]


# --8<-- [start:sum_embeddings]
def sum_embeddings(
    X: np.ndarray, segments: np.ndarray, E: np.ndarray, P: np.ndarray, S: np.ndarray
) -> np.ndarray:
    """Add three vectors: y_it = E[x_it] + P[t] + S[segment_it].

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Token ids.
    segments : int array in [0, m), shape (n, t)
        Which sentence a token belongs to; m = 2 for BERT.
    E : float array, shape (c, d)
        Embeddings of the tokens.
    P : float array, shape (t + k, d)
        Embeddings of the places 0, 1, …; the last k are not used.
    S : float array, shape (m, d)
        Embeddings of the segments.

    Returns
    -------
    Y : float array, shape (n, t, d)

    Raises
    ------
    ValueError
        If the shapes disagree, P has fewer than t rows, or an id is out of range.

    References
    ----------
    Devlin et al. (2019), figure 2.
    """
    _check_tables(X, segments, E, P, S)
    return embedding(X, E) + P[: X.shape[1]] + embedding(segments, S)


# --8<-- [end:sum_embeddings]


# --8<-- [start:sum_embeddings_backward]
def sum_embeddings_backward(
    dY: np.ndarray,
    X: np.ndarray,
    segments: np.ndarray,
    E: np.ndarray,
    P: np.ndarray,
    S: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the sum: each table gets dY, added up over the uses of a row.

    Parameters
    ----------
    dY : float array, shape (n, t, d)
        Upstream gradient, ∂L/∂Y.
    X : int array in [0, c), shape (n, t)
    segments : int array in [0, m), shape (n, t)
    E : float array, shape (c, d)
    P : float array, shape (t + k, d)
    S : float array, shape (m, d)
        Tables, of which only shape and dtype are used.

    Returns
    -------
    dE : float array, shape (c, d)
    dP : float array, shape (t + k, d)
        Zero for places that are not used.
    dS : float array, shape (m, d)
    """
    _check_tables(X, segments, E, P, S)
    dE, dS = embedding_backward(dY, X, E), embedding_backward(dY, segments, S)
    dP = np.zeros_like(P)
    dP[: X.shape[1]] = dY.sum(axis=0)
    return dE, dP, dS


# --8<-- [end:sum_embeddings_backward]
