"""Masked language model in NumPy: which tokens are hidden, and what is shown."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_tokens]
def _check_tokens(X: np.ndarray, candidates: np.ndarray, mask_id: int, c: int) -> None:
    """Refuse tokens outside the vocabulary, and candidates of another shape."""
    if X.dtype.kind not in "iu" or candidates.dtype != np.bool_:
        raise ValueError(
            "expected integer tokens X and candidates of bool, "
            f"got {X.dtype} and {candidates.dtype}"
        )
    if X.ndim != 2 or candidates.shape != X.shape:
        raise ValueError(
            "expected X (n, t) and candidates (n, t), "
            f"got {X.shape} and {candidates.shape}"
        )
    if not 0 <= mask_id < c or ((X < 0) | (c <= X)).any():
        raise ValueError(
            f"expected mask_id and tokens from 0 to {c - 1}, got {mask_id} and {X}"
        )


# --8<-- [end:check_tokens]


# --8<-- [start:check_rates]
def _check_rates(rate: float, masked: float, random: float) -> None:
    """Refuse shares that are none."""
    shares = min(rate, masked, random) >= 0 and masked + random <= 1 + 1e-12
    if not (shares and 0 < rate <= 1):
        raise ValueError(
            "expected rate in (0, 1], masked and random >= 0 with a sum <= 1, "
            f"got {rate}, {masked}, {random}"
        )


# --8<-- [end:check_rates]


# --8<-- [start:maskable]
def maskable(X: np.ndarray, special: list[int]) -> np.ndarray:
    """Say which places may be chosen: every token that is not special.

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Tokens of n sentences.
    special : list of int in [0, c), length m
        Ids that are never chosen, for instance of [PAD], [CLS] and [SEP].

    Returns
    -------
    candidates : bool array, shape (n, t)
        False at special tokens.

    Raises
    ------
    ValueError
        If ``X`` is no integer array with two axes.
    """
    if X.ndim != 2 or X.dtype.kind not in "iu":
        raise ValueError(f"expected integer X (n, t), got {X.dtype} {X.shape}")
    return ~np.isin(X, special)


# --8<-- [end:maskable]


# --8<-- [start:mask_tokens]
def mask_tokens(
    X: np.ndarray,
    candidates: np.ndarray,
    mask_id: int,
    c: int,
    rng: np.random.Generator,
    rate: float = 0.15,
    masked: float = 0.8,
    random: float = 0.1,
) -> tuple[np.ndarray, np.ndarray]:
    """Choose tokens to predict; show [MASK], a random token or the token itself.

    Every candidate is chosen with probability ``rate``, independently of the others.

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Tokens.
    candidates : bool array, shape (n, t)
        True where a token may be chosen: real and not special.
    mask_id : int in [0, c)
        Id of [MASK].
    c : int in [1, inf)
        Number of tokens of the vocabulary.
    rng : numpy.random.Generator
        Source of randomness.
    rate : float in (0, 1], optional
        Probability that a candidate is chosen.
    masked : float in [0, 1], optional
        Share of the chosen that become [MASK].
    random : float in [0, 1], optional
        Share of the chosen that become one of all c tokens; the rest stays.

    Returns
    -------
    X_masked : int array in [0, c), shape (n, t)
        What the model sees, a new array with the dtype of ``X``.
    chosen : bool array, shape (n, t)
        True where the loss asks for the token of ``X``; may be False everywhere.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, a token is none, or a share is none.

    References
    ----------
    Devlin et al. (2019), BERT, section 3.1, task 1, and appendix A.1.
    """
    _check_tokens(X, candidates, mask_id, c)
    _check_rates(rate, masked, random)
    chosen = candidates & (rng.random(X.shape) < rate)
    kind = rng.random(X.shape)
    X_masked = X.copy()
    X_masked[chosen & (kind < masked)] = mask_id
    other = chosen & (kind >= masked) & (kind < masked + random)
    X_masked[other] = rng.integers(0, c, X.shape)[other]
    return X_masked, chosen


# --8<-- [end:mask_tokens]


# --8<-- [start:mask_each]
def mask_each(
    X: np.ndarray, candidates: np.ndarray, mask_id: int, c: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Copy each sentence once per candidate, with [MASK] in this one place.

    The loss over these copies is the logarithm of the pseudo-perplexity.

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Tokens.
    candidates : bool array, shape (n, t)
        True where a token is to be predicted.
    mask_id : int in [0, c)
        Id of [MASK].
    c : int in [1, inf)
        Number of tokens of the vocabulary.

    Returns
    -------
    X_masked : int array in [0, c), shape (copies, t)
        What the model sees: row by row, place by place, one copy a candidate.
    chosen : bool array, shape (copies, t)
        One True in each row.
    rows : int array in [0, n), shape (copies,)
        The sentence that a copy was made of: its tokens are ``X[rows]``.

    Raises
    ------
    ValueError
        As ``mask_tokens``.

    References
    ----------
    Salazar et al. (2020), Masked language model scoring.
    """
    _check_tokens(X, candidates, mask_id, c)
    rows, places = np.nonzero(candidates)
    chosen = places[:, np.newaxis] == np.arange(X.shape[1])
    X_masked = X[rows]
    X_masked[chosen] = mask_id
    return X_masked, chosen, rows


# --8<-- [end:mask_each]


# --8<-- [start:agreement_sentences]
def agreement_sentences() -> list[list[str]]:
    """List the sentences of a small language whose verb needs both its neighbours.

    The ending of the verb belongs to the subject on its left, the stem to the object
    on its right.

    Returns
    -------
    sentences : list of lists of str
        Subject, verb, object: 4 subjects times 3 objects.
    """
    verbs = {"books": "read", "apples": "peel", "songs": "sing"}
    return [
        [subject, stem + ending, noun]
        for subject, ending in (("she", "s"), ("he", "s"), ("they", ""), ("we", ""))
        for noun, stem in verbs.items()
    ]


# --8<-- [end:agreement_sentences]
