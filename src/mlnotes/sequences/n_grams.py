"""N-gram language models: counting, smoothing, perplexity and sampling."""

# --8<-- [start:imports]
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

START, END = "<s>", "</s>"
# --8<-- [end:imports]


# --8<-- [start:perplexity]
def perplexity(loss: np.ndarray | float) -> np.ndarray:
    """Perplexity, exp(loss): the number of equally likely tokens that is as hard.

    Parameters
    ----------
    loss : float array in [0, inf), shape ()
        Mean of −log p of each right token, in nats; +inf is allowed.

    Returns
    -------
    perplexity : float array, shape ()
        At least 1; c for a uniform model of c tokens; +inf if ``loss`` is.

    Raises
    ------
    ValueError
        If ``loss`` is not a single number, is negative (a log-probability without
        its minus sign?) or NaN.

    References
    ----------
    Jurafsky and Martin (2009), Speech and Language Processing, section 4.4.
    """
    if np.shape(loss) != () or not loss >= 0:
        raise ValueError(f"expected a loss >= 0 of shape (), got {loss}")
    with np.errstate(over="ignore"):  # float16: beyond its range is +inf
        return np.exp(loss)


# --8<-- [end:perplexity]


# --8<-- [start:add_k]
def add_k(counts: np.ndarray, k: float) -> np.ndarray:
    """Probabilities from counts, p_ij = (N_ij + k) / (Σ_j N_ij + k c).

    Parameters
    ----------
    counts : float array in [0, inf), shape (n, c)
        Row i counts what followed history i.
    k : float in [0, inf)
        Added to each count; 0 is maximum likelihood, 1 is Laplace's rule.

    Returns
    -------
    p : float array, shape (n, c)
        Rows sum to one; uniform for a history without counts.

    Raises
    ------
    ValueError
        If a count or ``k`` is negative or not finite, or a row of zeros meets k = 0.

    References
    ----------
    Chen and Goodman (1999), An empirical study of smoothing techniques for language
    modeling, section 2.1.
    """
    if counts.ndim != 2 or counts.shape[1] == 0:
        raise ValueError(f"expected counts of shape (n, c), c >= 1, got {counts.shape}")
    if not (np.isfinite(counts) & (counts >= 0)).all() or not 0 <= k < np.inf:
        raise ValueError(f"expected finite counts >= 0 and k >= 0, got {counts}, {k}")
    if k == 0 and not counts.any(axis=1).all():
        raise ValueError("expected a count in every row or k > 0, got a row of zeros")
    smoothed = counts + k
    return smoothed / smoothed.sum(axis=1, keepdims=True)


# --8<-- [end:add_k]


# --8<-- [start:interpolate]
def interpolate(P: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mix the distributions of m models, p_ij = Σ_l λ_l p_lij.

    Parameters
    ----------
    P : probability array, shape (m, n, c)
        Row i of model l is its distribution after history i.
    weights : probability array, shape (m,)
        λ, one weight a model.

    Returns
    -------
    p : float array, shape (n, c)
        Rows sum to one, as those of every model do.

    Raises
    ------
    ValueError
        If the shapes disagree, or the weights are negative or do not sum to one.

    References
    ----------
    Jelinek and Mercer (1980), Interpolated estimation of Markov source parameters
    from sparse data.
    """
    if P.ndim != 3 or weights.shape != P.shape[:1]:
        raise ValueError(
            f"expected P (m, n, c) and weights (m,), got {P.shape}, {weights.shape}"
        )
    error, rounding = abs(weights.sum() - 1), np.finfo(weights.dtype).eps ** 0.5
    if not (weights >= 0).all() or not error <= rounding:
        raise ValueError(f"expected weights >= 0 that sum to 1, got {weights}")
    return (weights[:, np.newaxis, np.newaxis] * P).sum(axis=0)


# --8<-- [end:interpolate]


# --8<-- [start:interpolation_weights]
def interpolation_weights(P: np.ndarray, steps: int) -> np.ndarray:
    """Weights under which held-out tokens are likeliest, by expectation maximisation.

    A step gives model l the mean share λ_l p_il / Σ_l λ_l p_il that it has in the
    probability of a token. No step lowers the likelihood.

    Parameters
    ----------
    P : float array in [0, inf), shape (n, m)
        What each of m models gave to each of n held-out tokens.
    steps : int in [0, inf)
        Number of steps, from equal weights.

    Returns
    -------
    weights : float array, shape (m,)
        λ; they sum to one.

    Raises
    ------
    ValueError
        If there is no token or model, an entry is negative or not finite, or a token
        has probability 0 in every model.
    """
    if P.ndim != 2 or P.size == 0 or steps < 0:
        raise ValueError(
            f"expected P (n, m), n, m >= 1, and steps >= 0, got {P.shape}, {steps}"
        )
    largest = P.max(axis=1, keepdims=True)
    if not (np.isfinite(P) & (P >= 0) & (largest > 0)).all():
        raise ValueError(
            "expected finite P >= 0 with an entry > 0 in each row, "
            f"got {P.min()} to {P.max()}, largest of a row {largest.min()}"
        )
    P = P / largest  # a factor of a row leaves its shares as they are
    weights = np.full(P.shape[1], 1 / P.shape[1], P.dtype)
    for _ in range(steps):
        parts = weights * P
        weights = (parts / parts.sum(axis=1, keepdims=True)).mean(axis=0)
    return weights


# --8<-- [end:interpolation_weights]


# --8<-- [start:ngrams]
def ngrams(sentences: Iterable[Sequence[str]], order: int) -> list[tuple[str, ...]]:
    """Every token, END included, behind the order − 1 tokens that come before it.

    Parameters
    ----------
    sentences : list of list of str, length n
        Tokens. Each sentence gets ``<s>`` order − 1 times in front and ``</s>`` once
        behind.
    order : int in [1, inf)
        Length of an n-gram.

    Returns
    -------
    grams : list of tuple of str
        One for each token and one for each end.

    Raises
    ------
    ValueError
        If ``order`` < 1, ``sentences`` is a string, or one holds ``<s>`` or ``</s>``.
    """
    if order < 1 or isinstance(sentences, str):
        raise ValueError(f"expected sentences and order >= 1, got {sentences!r:.40}")
    grams = []
    for sentence in sentences:
        if START in sentence or END in sentence:
            raise ValueError(f"expected no {START} and {END}, got {sentence}")
        padded = [START] * (order - 1) + [*sentence, END]
        ends = range(order, len(padded) + 1)
        grams += [tuple(padded[end - order : end]) for end in ends]
    return grams


# --8<-- [end:ngrams]


# --8<-- [start:ngram_model]
class NGramModel:
    """An n-gram model: counts of what follows the last order − 1 tokens, plus k.

    ``sentences`` is read once. ``tokens`` are what may follow, beside ``</s>``; by
    default all that occur.
    """

    def __init__(
        self,
        sentences: Iterable[Sequence[str]],
        order: int,
        k: float = 0.0,
        tokens: Iterable[str] | None = None,
    ) -> None:
        if not 0 <= k < np.inf:
            raise ValueError(f"expected a finite k >= 0, got {k}")
        self.order, self.k = order, k
        self.counts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for *history, token in ngrams(sentences, order):
            self.counts[tuple(history)][token] += 1
        seen = {token for row in self.counts.values() for token in row} - {END}
        allowed = seen if tokens is None else set(tokens) - {START, END}
        self.tokens = [*sorted(allowed), END]
        self.known = frozenset(self.tokens)
        if not seen <= self.known:
            raise ValueError(f"expected no other tokens, got {seen - self.known}")

    def row(self, history: Sequence[str]) -> Counter[str]:
        """Count what followed the last order − 1 tokens of a sentence's beginning."""
        width = self.order - 1
        last = tuple(history[max(len(history) - width, 0) :])  # [-0:] would be all
        return self.counts.get((START,) * (width - len(last)) + last, Counter())

    def probabilities(self, history: Sequence[str]) -> np.ndarray:
        """Distribution over ``tokens`` after the beginning of a sentence, shape (c,).

        Raises ValueError for a history that was never seen, if k = 0.
        """
        row = self.row(history)
        counts = np.array([[row[token] for token in self.tokens]], float)
        return add_k(counts, self.k)[0]

    def probability(self, history: Sequence[str], token: str) -> float:
        """One entry of ``probabilities``; 0 where these do not exist."""
        if token not in self.known:
            raise ValueError(f"expected a token of the model, got {token!r}")
        row = self.row(history)
        total = row.total() + self.k * len(self.tokens)
        return (row[token] + self.k) / total if total else 0.0


# --8<-- [end:ngram_model]


# --8<-- [start:interpolated_model]
class InterpolatedModel:
    """A mixture of n-gram models with the same tokens; the weights sum to one.

    Refused are models that have no distribution after an unseen history: k = 0 and
    order > 1.
    """

    def __init__(self, models: Sequence[NGramModel], weights: np.ndarray) -> None:
        if len({tuple(model.tokens) for model in models}) != 1:
            raise ValueError(f"expected models of the same tokens, got {len(models)}")
        if any(model.k == 0 and model.order > 1 for model in models):
            raise ValueError("expected k > 0 in models of order > 1, got k = 0")
        self.models, self.weights, self.tokens = models, weights, models[0].tokens

    def probabilities(self, history: Sequence[str]) -> np.ndarray:
        """Distribution over ``tokens`` after a sentence's beginning, shape (c,)."""
        rows = [model.probabilities(history) for model in self.models]
        return interpolate(np.stack(rows)[:, np.newaxis], self.weights)[0]

    def probability(self, history: Sequence[str], token: str) -> float:
        """One entry of ``probabilities``."""
        parts = [model.probability(history, token) for model in self.models]
        return float(self.weights @ parts)


# --8<-- [end:interpolated_model]


# --8<-- [start:token_probabilities]
def token_probabilities(
    model: NGramModel | InterpolatedModel, sentences: Iterable[Sequence[str]]
) -> np.ndarray:
    """Probability of each token, END included, given those before it, shape (n,)."""
    places = ((s, i, token) for s in sentences for i, token in enumerate([*s, END]))
    return np.array([model.probability(s[:i], token) for s, i, token in places])


# --8<-- [end:token_probabilities]


# --8<-- [start:sample_sentence]
def sample_sentence(
    model: NGramModel | InterpolatedModel, rng: np.random.Generator, max_len: int
) -> list[str]:
    """Draw token after token until ``</s>`` or until there are ``max_len``."""
    sentence: list[str] = []
    while len(sentence) < max_len:
        p = model.probabilities(sentence)
        token = model.tokens[rng.choice(len(p), p=p)]
        if token == END:
            break
        sentence.append(token)
    return sentence


# --8<-- [end:sample_sentence]
