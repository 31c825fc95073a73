"""Next sentence: pairs from documents, the loss of pre-training, and a baseline."""

# --8<-- [start:imports]
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.sequences.language_model import (
    masked_cross_entropy,
    masked_cross_entropy_backward,
)


# --8<-- [start:first_sentences]
def _first_sentences(
    documents: Sequence[Sequence[Any]], at_least: int
) -> list[tuple[int, int]]:
    """List (document, place) of all sentences that another follows."""
    empty = [i for i, d in enumerate(documents) if isinstance(d, str) or len(d) == 0]
    if isinstance(documents, str) or empty:
        raise ValueError(
            f"expected documents of sentences, got none or a string at {empty}"
        )
    places = [(i, j) for i, d in enumerate(documents) for j in range(len(d) - 1)]
    if len(documents) < at_least or not places:
        raise ValueError(
            f"expected documents >= {at_least}, one with two sentences or more, "
            f"got {len(documents)} with {[len(d) for d in documents]} sentences"
        )
    return places


# --8<-- [end:first_sentences]


# --8<-- [start:next_sentence_pairs]
def next_sentence_pairs(
    documents: Sequence[Sequence[Any]], rng: np.random.Generator
) -> list[tuple[Any, Any, int]]:
    """Pair every sentence with the next one, or with one of another document.

    Parameters
    ----------
    documents : sequence of sequences of sentences
        At least two, none empty; a sentence may be a string or a list of ids.
    rng : numpy.random.Generator
        Source of the wrong sentences.

    Returns
    -------
    pairs : list of (sentence, sentence, int)
        In the order of the documents. Label 0: the second follows the first; 1: it
        comes from another document. Of n pairs n // 2 are wrong.

    Raises
    ------
    ValueError
        If there is one document only, one is empty, or all have one sentence.

    References
    ----------
    Devlin et al. (2019), BERT, section 3.1, task 2, and appendix A.1.
    """
    places = _first_sentences(documents, at_least=2)
    labels = rng.permutation(np.arange(len(places)) % 2).tolist()
    pairs = []
    for (i, j), label in zip(places, labels, strict=True):
        other, place = i, j + 1
        if label == 1:
            other = int(rng.integers(len(documents) - 1))
            other += other >= i  # skips the document itself
            place = int(rng.integers(len(documents[other])))
        pairs.append((documents[i][j], documents[other][place], label))
    return pairs


# --8<-- [end:next_sentence_pairs]


# --8<-- [start:sentence_order_pairs]
def sentence_order_pairs(
    documents: Sequence[Sequence[Any]], rng: np.random.Generator
) -> list[tuple[Any, Any, int]]:
    """Pair every sentence with the next one, in this order or swapped.

    Parameters
    ----------
    documents : sequence of sequences of sentences
        At least one, none empty.
    rng : numpy.random.Generator
        Source of the order.

    Returns
    -------
    pairs : list of (sentence, sentence, int)
        Label 0: the second follows the first; 1: the first follows the second. Of n
        pairs n // 2 are swapped.

    Raises
    ------
    ValueError
        If there is no document, one is empty, or all have one sentence.

    References
    ----------
    Lan et al. (2020), ALBERT, section 3.1, sentence-order prediction.
    """
    places = _first_sentences(documents, at_least=1)
    labels = rng.permutation(np.arange(len(places)) % 2).tolist()
    pairs = []
    for (i, j), label in zip(places, labels, strict=True):
        a, b = documents[i][j], documents[i][j + 1]
        pairs.append((b, a, 1) if label == 1 else (a, b, 0))
    return pairs


# --8<-- [end:sentence_order_pairs]


# --8<-- [start:split_documents]
def split_documents(
    documents: Sequence[Sequence[Any]], share: float, rng: np.random.Generator
) -> tuple[list[Sequence[Any]], list[Sequence[Any]]]:
    """Split whole documents into training and test, before pairs are made.

    Parameters
    ----------
    documents : sequence of sequences of sentences
        At least two.
    share : float
        Share of the documents for the test, in (0, 1); rounded, but one at least
        stays on each side.
    rng : numpy.random.Generator
        Source of the split.

    Returns
    -------
    train, test : list of sequences of sentences
        Every document once.

    Raises
    ------
    ValueError
        If there are fewer than two documents, or ``share`` is not in (0, 1).
    """
    if len(documents) < 2 or not 0 < share < 1:
        raise ValueError(
            "expected two documents or more and share in (0, 1), "
            f"got {len(documents)} and {share}"
        )
    count = min(max(round(share * len(documents)), 1), len(documents) - 1)
    order = rng.permutation(len(documents)).tolist()
    return [documents[i] for i in order[count:]], [documents[i] for i in order[:count]]


# --8<-- [end:split_documents]


# --8<-- [start:split_sentences]
def split_sentences(text: str) -> list[str]:
    """Split a text at . ? or ! before a capital; indented paragraphs are left out.

    Parameters
    ----------
    text : str
        Paragraphs with empty lines between them; an empty text has no sentences.

    Returns
    -------
    sentences : list of str
        In the order of the text, white space as single spaces.
    """
    paragraphs = re.split(r"\n\s*\n", text)
    prose = [" ".join(p.split()) for p in paragraphs if p[:1].strip()]
    return [s for p in prose for s in re.split(r"(?<=[.?!]) (?=[A-Z])", p)]


# --8<-- [end:split_sentences]


# --8<-- [start:word_weights]
def word_weights(sentences: Iterable[Iterable[str]]) -> dict[str, float]:
    """Weigh words by rarity, log(M / number of the M sentences with the word).

    Parameters
    ----------
    sentences : iterable of iterables of str
        Words of each sentence.

    Returns
    -------
    weights : dict of str to float
        0 for a word of every sentence, log M for a word of one.

    References
    ----------
    Spärck Jones (1972), A statistical interpretation of term specificity.
    """
    sets = [set(words) for words in sentences]
    counts = Counter(word for words in sets for word in words)
    return {word: math.log(len(sets) / count) for word, count in counts.items()}


# --8<-- [end:word_weights]


# --8<-- [start:topic_overlap]
def topic_overlap(
    a: Iterable[str], b: Iterable[str], weights: Mapping[str, float]
) -> float:
    """Weight of the words that two sentences share; their order does not matter.

    Parameters
    ----------
    a, b : iterable of str
        Words of two sentences.
    weights : mapping of str to float
        As from ``word_weights``; other words count 0.

    Returns
    -------
    overlap : float
        The same for (a, b) and (b, a).
    """
    return math.fsum(weights.get(word, 0.0) for word in set(a) & set(b))


# --8<-- [end:topic_overlap]


# --8<-- [start:pretraining_loss]
def pretraining_loss(
    s: np.ndarray,
    X: np.ndarray,
    chosen: np.ndarray,
    s_next: np.ndarray,
    y: np.ndarray,
) -> np.ndarray:
    """Loss of BERT's pre-training: masked tokens plus next sentence, both means.

    Parameters
    ----------
    s : float array, shape (n, t, c)
        Scores of the token at every place.
    X : int array in [0, c), shape (n, t)
        The tokens before masking.
    chosen : bool array, shape (n, t)
        Places that are predicted, one at least in the batch.
    s_next : float array, shape (n, 2)
        Scores of the pair.
    y : int array in [0, 2), shape (n,)
        0 if the second sentence follows the first, 1 if not.

    Returns
    -------
    L : float array, shape ()
        Loss in nats; log c + log 2 if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, nothing is chosen, or a token or label is none.

    References
    ----------
    Devlin et al. (2019), BERT, appendix A.2.
    """
    if s_next.shape != (len(s), 2):
        raise ValueError(f"expected s_next of shape {(len(s), 2)}, got {s_next.shape}")
    return masked_cross_entropy(s, X, chosen) + cross_entropy(s_next, y)


# --8<-- [end:pretraining_loss]


# --8<-- [start:pretraining_loss_backward]
def pretraining_loss_backward(
    dL: np.ndarray | float,
    s: np.ndarray,
    X: np.ndarray,
    chosen: np.ndarray,
    s_next: np.ndarray,
    y: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of the sum: each term's own, since a sum passes dL to both.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    s : float array, shape (n, t, c)
        Scores of the tokens, as in ``pretraining_loss``.
    X : int array in [0, c), shape (n, t)
        The tokens before masking.
    chosen : bool array, shape (n, t)
        Places that are predicted.
    s_next : float array, shape (n, 2)
        Scores of the pair.
    y : int array in [0, 2), shape (n,)
        Labels of the pairs.

    Returns
    -------
    ds : float array, shape (n, t, c)
        ∂L/∂s; exactly 0 where nothing is predicted.
    ds_next : float array, shape (n, 2)
        ∂L/∂s_next.
    """
    pretraining_loss(s, X, chosen, s_next, y)  # refuses what does not fit
    ds = masked_cross_entropy_backward(dL, s, X, chosen)
    return ds, cross_entropy_backward(dL, s_next, y)


# --8<-- [end:pretraining_loss_backward]
