"""Word vectors: embedding, and skip-gram by full softmax and by negative sampling.

Every function raises a ValueError for shapes, ids or numbers that do not fit.
"""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.softmax import sigmoid


# --8<-- [start:check_ids]
def _check_ids(ids: np.ndarray, E: np.ndarray) -> None:
    """Refuse ids that are not (n, t) row numbers of E (c, d)."""
    if ids.ndim != 2 or E.ndim != 2 or ids.dtype.kind not in "iu":
        raise ValueError(
            "expected integer ids (n, t) and E (c, d), "
            f"got {ids.dtype} {ids.shape}, {E.shape}"
        )
    if ids.size and not 0 <= ids.min() <= ids.max() < len(E):
        got = f"{ids.min()} to {ids.max()}"
        raise ValueError(f"expected ids in [0, {len(E)}), got {got}")


# --8<-- [end:check_ids]


# --8<-- [start:embedding]
def embedding(ids: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Look up the vector of every token: y_it is row ids_it of E.

    Parameters
    ----------
    ids : int array in [0, c), shape (n, t)
        Token ids.
    E : float array, shape (c, d)
        Embeddings, one row per token of the vocabulary.

    Returns
    -------
    Y : float array, shape (n, t, d)
    """
    _check_ids(ids, E)
    return E[ids]


# --8<-- [end:embedding]


# --8<-- [start:embedding_backward]
def embedding_backward(dY: np.ndarray, ids: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Gradient of the look-up: row w of dE is the sum of dy_it where ids_it = w.

    Parameters
    ----------
    dY : float array, shape (n, t, d)
        Upstream gradient, ∂L/∂Y.
    ids : int array in [0, c), shape (n, t)
    E : float array, shape (c, d)
        Embeddings, of which only shape and dtype are used.

    Returns
    -------
    dE : float array, shape (c, d)
        ∂L/∂E; zero for tokens that do not occur.
    """
    _check_ids(ids, E)
    if dY.shape != (shape := (*ids.shape, E.shape[1])):
        raise ValueError(f"expected dY of shape {shape}, got {dY.shape}")
    dE = np.zeros_like(E)
    np.add.at(dE, ids, dY)  # dE[ids] += dY keeps only one of several equal ids
    return dE


# --8<-- [end:embedding_backward]


# --8<-- [start:skipgram_pairs]
def skipgram_pairs(sentences: list[list[int]], window: int) -> np.ndarray:
    """Pair every token with its neighbours at distance 1 to ``window``, both sides.

    Parameters
    ----------
    sentences : list of list of int, length n
        Token ids; no pair crosses the border of a sentence.
    window : int in [1, 20]
        Largest distance m.

    Returns
    -------
    pairs : int array in [0, c), shape (n_pairs, 2)
        Centre w_t and context w_{t+j}, int64, in the order of t, then of j.
    """
    flat = np.array([token for sentence in sentences for token in sentence])
    if window < 1 or (flat.size and (flat.dtype.kind not in "iu" or flat.min() < 0)):
        raise ValueError(f"expected ids >= 0, window >= 1, got {flat}, {window}")
    number = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    offsets = np.delete(np.arange(-window, window + 1), window)
    there = np.arange(len(flat))[:, np.newaxis] + offsets
    inside = (there >= 0) & (there < len(flat))
    there = np.where(inside, there, 0)
    t, j = np.nonzero(inside & (number[there] == number[:, np.newaxis]))
    return np.stack([flat[t], flat[there[t, j]]], axis=1).astype(np.int64)


# --8<-- [end:skipgram_pairs]


# --8<-- [start:check_pairs]
def _check_pairs(pairs: np.ndarray, V: np.ndarray, U: np.ndarray) -> None:
    """Refuse pairs that are not (n, 2) ids with n ≥ 1, and tables of two shapes."""
    if pairs.shape[1:] != (2,) or len(pairs) == 0 or V.shape != U.shape:
        raise ValueError(
            "expected shapes pairs (n, 2) with n >= 1, V (c, d), U (c, d), "
            f"got {pairs.shape}, {V.shape}, {U.shape}"
        )
    _check_ids(pairs, V)


# --8<-- [end:check_pairs]


# --8<-- [start:skipgram_loss]
def skipgram_loss(pairs: np.ndarray, V: np.ndarray, U: np.ndarray) -> np.ndarray:
    """Skip-gram with the full softmax: −(1/n) Σ_i log softmax(U v)[context of pair i].

    Mikolov et al. (2013b), Distributed representations of words, eq. 1 and 2.

    Parameters
    ----------
    pairs : int array in [0, c), shape (n, 2)
        Centre and context of each pair.
    V : float array, shape (c, d)
        Centre vectors v.
    U : float array, shape (c, d)
        Context vectors u.

    Returns
    -------
    L : float array, shape ()
        Loss in nats per pair; log c if all scores are equal.
    """
    _check_pairs(pairs, V, U)
    return cross_entropy(V[pairs[:, 0]] @ U.T, pairs[:, 1])


# --8<-- [end:skipgram_loss]


# --8<-- [start:skipgram_loss_backward]
def skipgram_loss_backward(
    dL: np.ndarray | float, pairs: np.ndarray, V: np.ndarray, U: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of the full softmax; with e = (p − one-hot)/n: dv = Uᵀe, dU = Σ e vᵀ.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; the rest as in ``skipgram_loss``, also what is refused.
    pairs : int array in [0, c), shape (n, 2)
    V : float array, shape (c, d)
    U : float array, shape (c, d)

    Returns
    -------
    dV : float array, shape (c, d)
        Zero for tokens that are no centre.
    dU : float array, shape (c, d)
        Every row takes part in every softmax.
    """
    _check_pairs(pairs, V, U)
    v = V[pairs[:, 0]]
    e = cross_entropy_backward(dL, v @ U.T, pairs[:, 1])
    return embedding_backward((e @ U)[:, np.newaxis], pairs[:, :1], V), e.T @ v


# --8<-- [end:skipgram_loss_backward]


# --8<-- [start:noise_distribution]
def noise_distribution(counts: np.ndarray, power: float = 0.75) -> np.ndarray:
    """Noise of negative sampling: P(w) = count_w^power / Σ_u count_u^power, float64.

    Parameters
    ----------
    counts : int array in [0, n + 1), shape (c,)
        How often each token occurs, once at least for one of them.
    power : float in [0, 1], optional
        1 gives the frequencies, 0 the same to all tokens that occur.

    Returns
    -------
    p : probability array, shape (c,)
        0 for a token that does not occur.
    """
    counted = counts.ndim == 1 and counts.dtype.kind in "iu" and counts.any()
    if not counted or counts.min() < 0 or not 0 <= power <= 1:
        raise ValueError(f"expected counts, power in [0, 1], got {counts}, {power}")
    weights = np.where(counts > 0, counts.astype(np.float64) ** power, 0)
    return weights / weights.sum()


# --8<-- [end:noise_distribution]


# --8<-- [start:negative_sampling_loss]
def _sampled_scores(
    pairs: np.ndarray, negatives: np.ndarray, V: np.ndarray, U: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return ids, contexts first, and u·v, times −1 for negatives: (n, 1 + k)."""
    _check_pairs(pairs, V, U)
    if negatives.ndim != 2 or len(negatives) != len(pairs):
        raise ValueError(f"expected negatives ({len(pairs)}, k), got {negatives.shape}")
    ids = np.hstack([pairs[:, 1:], negatives])
    s = (embedding(ids, U) @ V[pairs[:, 0]][:, :, np.newaxis])[:, :, 0]
    s[:, 1:] *= -1
    return ids, s


def negative_sampling_loss(
    pairs: np.ndarray, negatives: np.ndarray, V: np.ndarray, U: np.ndarray
) -> np.ndarray:
    """Mean over the pairs of −log σ(u·v) of the context − Σ log σ(−u·v) of negatives.

    Mikolov et al. (2013b), Distributed representations of words, eq. 4.

    Parameters
    ----------
    pairs : int array in [0, c), shape (n, 2)
        Centre and context of each pair.
    negatives : int array in [0, c), shape (n, k)
        Noise tokens of each pair.
    V : float array, shape (c, d)
        Centre vectors v.
    U : float array, shape (c, d)
        Context vectors u.

    Returns
    -------
    L : float array, shape ()
        Loss in nats per pair; (1 + k) log 2 if all scores are 0.
    """
    _, s = _sampled_scores(pairs, negatives, V, U)
    losses = np.maximum(0, -s) + np.log1p(np.exp(-np.abs(s)))  # −log σ(s)
    return losses.sum(axis=1).mean()


# --8<-- [end:negative_sampling_loss]


# --8<-- [start:negative_sampling_loss_backward]
def negative_sampling_loss_backward(
    dL: np.ndarray | float,
    pairs: np.ndarray,
    negatives: np.ndarray,
    V: np.ndarray,
    U: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients: with e = (σ(u·v) − 1 or 0)/n of context or negative, Σ e u and e v.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; the rest as in ``negative_sampling_loss``.
    pairs : int array in [0, c), shape (n, 2)
    negatives : int array in [0, c), shape (n, k)
    V : float array, shape (c, d)
    U : float array, shape (c, d)

    Returns
    -------
    dV : float array, shape (c, d)
    dU : float array, shape (c, d)
        A token drawn several times gets the sum.
    """
    if np.shape(dL) != ():
        raise ValueError(f"expected dL of shape (), got {np.shape(dL)}")
    ids, s = _sampled_scores(pairs, negatives, V, U)
    e = -sigmoid(-s)[:, np.newaxis] * dL / len(pairs)
    e[:, :, 1:] *= -1
    dv, du = e @ embedding(ids, U), e.swapaxes(1, 2) * V[pairs[:, :1]]
    return embedding_backward(dv, pairs[:, :1], V), embedding_backward(du, ids, U)


# --8<-- [end:negative_sampling_loss_backward]


# --8<-- [start:nearest]
def nearest(ids: np.ndarray, E: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the k other tokens of largest cosine, xᵀy/(‖x‖ ‖y‖); of equal ones, by id.

    Parameters
    ----------
    ids : int array in [0, c), shape (n,)
    E : float array, shape (c, d)
        Vectors, finite and none of them zero.
    k : int in [1, c - 1]

    Returns
    -------
    neighbors : int array in [0, c), shape (n, k)
        The nearest first; never the token itself.
    cosines : float array, shape (n, k)
    """
    _check_ids(ids[:, np.newaxis], E)
    wide = E.astype(np.result_type(E, np.float32))
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    if not 1 <= k < len(E) or not ((lengths > 0) & (lengths < np.inf)).all():
        raise ValueError(
            f"expected k in [1, {len(E)}), lengths > 0, got {k}, {lengths}"
        )
    cosines = wide[ids] / lengths[ids] @ (wide / lengths).T
    cosines[np.arange(len(ids)), ids] = -np.inf
    neighbors = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return neighbors, np.take_along_axis(cosines, neighbors, axis=1).astype(E.dtype)


# --8<-- [end:nearest]
