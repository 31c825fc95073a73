"""Word vectors in PyTorch: its own functions, gradients by autograd, a module.

Every function raises a ValueError for shapes, ids or numbers that do not fit.
"""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F
from torch import nn

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy


# --8<-- [start:check_ids]
def _check_ids(ids: torch.Tensor, E: torch.Tensor) -> None:
    """Refuse ids that are not (n, t) row numbers of E (c, d)."""
    if ids.ndim != 2 or E.ndim != 2 or ids.dtype != torch.int64:
        raise ValueError(
            "expected torch.int64 ids (n, t) and E (c, d), "
            f"got {ids.dtype} {tuple(ids.shape)}, {tuple(E.shape)}"
        )
    if ids.numel() and not 0 <= ids.min() <= ids.max() < len(E):
        got = f"{ids.min()} to {ids.max()}"
        raise ValueError(f"expected ids in [0, {len(E)}), got {got}")


# --8<-- [end:check_ids]


# --8<-- [start:embedding]
def embedding(ids: torch.Tensor, E: torch.Tensor) -> torch.Tensor:
    """Look up the vector of every token: y_it is row ids_it of E.

    Parameters
    ----------
    ids : int tensor in [0, c), shape (n, t)
        Token ids.
    E : float tensor, shape (c, d)
        Embeddings, one row per token of the vocabulary, on the device of ``ids``.

    Returns
    -------
    Y : float tensor, shape (n, t, d)
    """
    _check_ids(ids, E)
    return F.embedding(ids, E)


# --8<-- [end:embedding]


# --8<-- [start:skipgram_pairs]
def skipgram_pairs(sentences: list[list[int]], window: int) -> torch.Tensor:
    """Pair every token with its neighbours at distance 1 to ``window``, both sides.

    Parameters
    ----------
    sentences : list of list of int, length n
        Token ids; no pair crosses the border of a sentence.
    window : int in [1, 20]
        Largest distance m.

    Returns
    -------
    pairs : int tensor in [0, c), shape (n_pairs, 2)
        Centre w_t and context w_{t+j}, torch.int64, in the order of t, then of j.
    """
    flat = torch.tensor([token for sentence in sentences for token in sentence])
    if window < 1 or (len(flat) and (flat.dtype != torch.int64 or flat.min() < 0)):
        raise ValueError(f"expected ids >= 0, window >= 1, got {flat}, {window}")
    lengths = torch.tensor([len(sentence) for sentence in sentences], dtype=torch.int64)
    number = torch.arange(len(sentences)).repeat_interleave(lengths)
    offsets = torch.tensor([j for j in range(-window, window + 1) if j != 0])
    there = torch.arange(len(flat))[:, None] + offsets
    inside = (there >= 0) & (there < len(flat))
    there = there.where(inside, 0)
    t, j = torch.nonzero(inside & (number[there] == number[:, None]), as_tuple=True)
    return torch.stack([flat[t], flat[there[t, j]]], dim=1).long()


# --8<-- [end:skipgram_pairs]


# --8<-- [start:check_pairs]
def _check_pairs(pairs: torch.Tensor, V: torch.Tensor, U: torch.Tensor) -> None:
    """Refuse pairs that are not (n, 2) ids with n ≥ 1, and tables of two shapes."""
    if pairs.shape[1:] != (2,) or len(pairs) == 0 or V.shape != U.shape:
        shapes = f"{tuple(pairs.shape)}, {tuple(V.shape)}, {tuple(U.shape)}"
        raise ValueError(
            "expected shapes pairs (n, 2) with n >= 1, V (c, d), U (c, d), "
            f"got {shapes}"
        )
    _check_ids(pairs, V)


# --8<-- [end:check_pairs]


# --8<-- [start:skipgram_loss]
def skipgram_loss(
    pairs: torch.Tensor, V: torch.Tensor, U: torch.Tensor
) -> torch.Tensor:
    """Skip-gram with the full softmax: −(1/n) Σ_i log softmax(U v)[context of pair i].

    Parameters
    ----------
    pairs : int tensor in [0, c), shape (n, 2)
        Centre and context of each pair.
    V : float tensor, shape (c, d)
        Centre vectors v, on the device of ``pairs``.
    U : float tensor, shape (c, d)
        Context vectors u.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats per pair; log c if all scores are equal.
    """
    _check_pairs(pairs, V, U)
    return cross_entropy(F.embedding(pairs[:, 0], V) @ U.T, pairs[:, 1])


# --8<-- [end:skipgram_loss]


# --8<-- [start:noise_distribution]
def noise_distribution(counts: torch.Tensor, power: float = 0.75) -> torch.Tensor:
    """Noise of negative sampling: P(w) = count_w^power / Σ_u count_u^power, float64.

    Parameters
    ----------
    counts : int tensor in [0, n + 1), shape (c,)
        How often each token occurs, once at least for one of them.
    power : float in [0, 1], optional
        1 gives the frequencies, 0 the same to all tokens that occur.

    Returns
    -------
    p : probability tensor, shape (c,)
        0 for a token that does not occur.
    """
    counted = counts.ndim == 1 and counts.dtype == torch.int64 and counts.any()
    if not counted or counts.min() < 0 or not 0 <= power <= 1:
        raise ValueError(f"expected counts, power in [0, 1], got {counts}, {power}")
    weights = (counts.double() ** power).where(counts > 0, 0)
    return weights / weights.sum()


# --8<-- [end:noise_distribution]


# --8<-- [start:negative_sampling_loss]
def negative_sampling_loss(
    pairs: torch.Tensor, negatives: torch.Tensor, V: torch.Tensor, U: torch.Tensor
) -> torch.Tensor:
    """Mean over the pairs of −log σ(u·v) of the context − Σ log σ(−u·v) of negatives.

    Parameters
    ----------
    pairs : int tensor in [0, c), shape (n, 2)
        Centre and context of each pair.
    negatives : int tensor in [0, c), shape (n, k)
        Noise tokens of each pair.
    V : float tensor, shape (c, d)
        Centre vectors v, on the device of ``pairs``.
    U : float tensor, shape (c, d)
        Context vectors u.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats per pair; (1 + k) log 2 if all scores are 0.
    """
    _check_pairs(pairs, V, U)
    if negatives.ndim != 2 or len(negatives) != len(pairs):
        shape = tuple(negatives.shape)
        raise ValueError(f"expected negatives ({len(pairs)}, k), got {shape}")
    v = F.embedding(pairs[:, 0], V)[:, :, None]
    s_context = F.embedding(pairs[:, 1:], U) @ v
    s_negative = embedding(negatives, U) @ v
    log_p = F.logsigmoid(s_context).sum(dim=1) + F.logsigmoid(-s_negative).sum(dim=1)
    return -log_p.mean()


# --8<-- [end:negative_sampling_loss]


# --8<-- [start:nearest]
def nearest(
    ids: torch.Tensor, E: torch.Tensor, k: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Find the k other tokens of largest cosine, xᵀy/(‖x‖ ‖y‖); of equal ones, by id.

    Parameters
    ----------
    ids : int tensor in [0, c), shape (n,)
    E : float tensor, shape (c, d)
        Vectors, finite and none of them zero, on the device of ``ids``.
    k : int in [1, c - 1]

    Returns
    -------
    neighbors : int tensor in [0, c), shape (n, k)
        The nearest first; never the token itself.
    cosines : float tensor, shape (n, k)
    """
    _check_ids(ids[:, None], E)
    wide = E.to(torch.promote_types(E.dtype, torch.float32))
    lengths = torch.linalg.vector_norm(wide, dim=1, keepdim=True)
    if not 1 <= k < len(E) or not ((lengths > 0) & (lengths < torch.inf)).all():
        got = f"{k}, {lengths}"
        raise ValueError(f"expected k in [1, {len(E)}), lengths > 0, got {got}")
    cosines = wide[ids] / lengths[ids] @ (wide / lengths).T
    cosines = cosines.scatter(1, ids[:, None], -torch.inf)
    found, neighbors = cosines.sort(dim=1, descending=True, stable=True)
    return neighbors[:, :k], found[:, :k].to(E.dtype)


# --8<-- [end:nearest]


# --8<-- [start:skip_gram]
class SkipGram(nn.Module):
    """Centre and context vectors of c tokens, trained by negative sampling.

    As in word2vec, V starts uniform in ±1/(2 d) and U at zero.
    """

    def __init__(self, c: int, d: int) -> None:
        super().__init__()
        self.V = nn.Parameter((torch.rand(c, d) - 0.5) / d)
        self.U = nn.Parameter(torch.zeros(c, d))

    def forward(self, pairs: torch.Tensor, negatives: torch.Tensor) -> torch.Tensor:
        """Loss of pairs (n, 2) against negatives (n, k), both torch.int64."""
        return negative_sampling_loss(pairs, negatives, self.V, self.U)


# --8<-- [end:skip_gram]
