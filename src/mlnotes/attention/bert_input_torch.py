"""Input of BERT in PyTorch: batches of joined sentences, three embeddings added."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.attention.bert_input import _read_pairs
from mlnotes.sequences.word_embeddings_torch import embedding


# --8<-- [start:collate_pairs]
def collate_pairs(
    pairs: list[tuple[list[int], list[int]]], padding: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Make a batch of rows of different lengths, padded to the longest.

    Parameters
    ----------
    pairs : list of (list of int, list of int), length n
        Ids and segments of each row, as ``join_pair`` returns them.
    padding : int in [0, inf), optional
        Id of [PAD].

    Returns
    -------
    X : int tensor in [0, c), shape (n, t)
        Ids, int64; t is the length of the longest row. On the CPU like the others.
    segments : int tensor in [0, 2), shape (n, t)
        Segments, int64; 0 at padding.
    mask : bool tensor, shape (n, t)
        True at real tokens, [CLS] and [SEP] included.

    Raises
    ------
    ValueError
        If there is no row or an empty one, or a row has more ids than segments.
    """
    X, segments, mask = _read_pairs(pairs, padding)
    return torch.tensor(X), torch.tensor(segments), torch.tensor(mask)


# --8<-- [end:collate_pairs]


# --8<-- [start:check_tables]
def _check_tables(
    X: torch.Tensor,
    segments: torch.Tensor,
    E: torch.Tensor,
    P: torch.Tensor,
    S: torch.Tensor,
) -> None:
    """Refuse segments unlike X, and tables of other widths or with too few places."""
    shapes = [tuple(x.shape) for x in (X, segments, E, P, S)]
    tables = E.ndim == P.ndim == S.ndim == 2 and E.shape[1] == P.shape[1] == S.shape[1]
    if X.ndim != 2 or X.shape != segments.shape or not tables or len(P) < X.shape[1]:
        raise ValueError(
            "expected X (n, t), segments (n, t), E (c, d), P of at least t rows (., d) "
            f"and S (m, d), got {shapes}"
        )


# --8<-- [end:check_tables]


# --8<-- [start:sum_embeddings]
def sum_embeddings(
    X: torch.Tensor,
    segments: torch.Tensor,
    E: torch.Tensor,
    P: torch.Tensor,
    S: torch.Tensor,
) -> torch.Tensor:
    """Add three vectors: y_it = E[x_it] + P[t] + S[segment_it].

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Token ids.
    segments : int tensor in [0, m), shape (n, t)
        Which sentence a token belongs to; m = 2 for BERT.
    E : float tensor, shape (c, d)
        Embeddings of the tokens.
    P : float tensor, shape (t + k, d)
        Embeddings of the places 0, 1, …; the last k are not used.
    S : float tensor, shape (m, d)
        Embeddings of the segments.

    Returns
    -------
    Y : float tensor, shape (n, t, d)

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
