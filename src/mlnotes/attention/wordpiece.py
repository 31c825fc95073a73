"""WordPiece: words cut into pieces of a vocabulary that is learned from their counts.

Every function raises a ValueError for texts, shapes, counts or sizes that do not fit.
Sources: Schuster and Nakajima (2012); Wu et al. (2016), section 4.1; the
BasicTokenizer in the code of Devlin et al. (2019), uncased.
"""

# --8<-- [start:imports]
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

import numpy as np

# --8<-- [end:imports]
from mlnotes.sequences.vocabulary import Vocab

# --8<-- [start:basic_tokenize]
# Ideographs of Chinese, which Japanese and Korean share: code points of the blocks.
CJK = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF))
CJK += ((0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0x2F800, 0x2FA1F))


def _apart(character: str) -> bool:
    """Tell whether a character is a token of its own: punctuation or an ideograph."""
    if character.isascii():
        return character.isprintable() and not (character.isalnum() or character == " ")
    if unicodedata.category(character).startswith("P"):
        return True
    return any(first <= ord(character) <= last for first, last in CJK)


def basic_tokenize(text: str) -> list[str]:
    """Split a text into lower-case words without accents, and single other signs.

    Control characters go; so do accents, which Unicode's form NFD splits off. Each
    punctuation mark or ideograph is a token of its own.

    Parameters
    ----------
    text : str

    Returns
    -------
    tokens : list of str
        For instance cafe, ! and 年 from "Café!年".
    """
    if not isinstance(text, str):
        raise ValueError(f"expected a string, got {type(text).__name__}")
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character in "\t\n\r" or category.startswith("Z"):
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Co") and character != "\ufffd":
            kept.append(character)
    split = unicodedata.normalize("NFD", "".join(kept).lower())
    letters = (letter for letter in split if unicodedata.category(letter) != "Mn")
    return "".join(f" {x} " if _apart(x) else x for x in letters).split()


# --8<-- [end:basic_tokenize]


# --8<-- [start:log_likelihood]
def log_likelihood(counts: np.ndarray) -> np.ndarray:
    """Log-likelihood of a text whose pieces are drawn independently, Σ n_i log(n_i/N).

    Parameters
    ----------
    counts : float array in [0, inf), shape (c,)
        How often each piece occurs, n_i; N is their sum.

    Returns
    -------
    log_p : float array, shape ()
        In nats, at most 0.
    """
    if counts.ndim != 1 or not ((counts >= 0) & np.isfinite(counts)).all():
        raise ValueError(f"expected finite counts >= 0 of shape (c,), got {counts}")
    there = counts[counts > 0]
    return (there * np.log(there / there.sum())).sum()


# --8<-- [end:log_likelihood]


# --8<-- [start:merge_ratios]
def _check_pairs(
    pairs: np.ndarray, pair_counts: np.ndarray, counts: np.ndarray
) -> None:
    """Refuse pairs (n, 2), their counts (n,) and counts (c,) that do not fit."""
    shapes = (pairs.shape, pair_counts.shape, counts.shape)
    if shapes != ((len(pairs), 2), (len(pairs),), (len(counts),)):
        wanted = "pairs (n, 2), pair_counts (n,), counts (c,)"
        raise ValueError(f"expected {wanted}, got {shapes}")
    if pairs.dtype.kind not in "iu" or not ((pairs >= 0) & (pairs < len(counts))).all():
        raise ValueError(f"expected integers in [0, {len(counts)}), got {pairs}")
    if (counts[pairs] == 0).any():
        raise ValueError(f"expected counts > 0 for each piece of a pair, got {counts}")


def merge_ratios(
    pairs: np.ndarray, pair_counts: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Score of a merge, count(ab) / (count(a) count(b)).

    Parameters
    ----------
    pairs : int array in [0, c), shape (n, 2)
        Numbers of the pieces a and b.
    pair_counts : float array in [0, inf), shape (n,)
        How often a stands directly before b.
    counts : float array in [0, inf), shape (c,)
        How often each piece occurs.

    Returns
    -------
    scores : float array, shape (n,)
    """
    _check_pairs(pairs, pair_counts, counts)
    return pair_counts / counts[pairs[:, 0]] / counts[pairs[:, 1]]


# --8<-- [end:merge_ratios]


# --8<-- [start:merge_gains]
def _n_log_n(n: np.ndarray) -> np.ndarray:
    """Return n log n, and 0 for n = 0."""
    return n * np.log(np.where(n == 0, 1, n))


def merge_gains(
    pairs: np.ndarray, pair_counts: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Growth of ``log_likelihood`` if all places of a pair become one new piece.

    Parameters
    ----------
    pairs : int array in [0, c), shape (n, 2)
    pair_counts : float array in [0, inf), shape (n,)
        How many places are merged; at most the count of a and of b, half if a = b.
    counts : float array in [0, inf), shape (c,)

    Returns
    -------
    gains : float array, shape (n,)
        In nats; negative if the merge makes the text less likely.
    """
    _check_pairs(pairs, pair_counts, counts)
    (a, b), total = counts[pairs].T, counts.sum()
    same = pairs[:, 0] == pairs[:, 1]
    left_a = np.where(same, a - 2 * pair_counts, a - pair_counts)
    left_b = np.where(same, b, b - pair_counts)
    if any((x < 0).any() for x in (pair_counts, left_a, left_b)):
        raise ValueError(f"expected pairs rarer than pieces, got {pair_counts}")
    before = _n_log_n(counts)[pairs].sum(axis=1) - _n_log_n(total)
    after = _n_log_n(left_a) + _n_log_n(left_b) - _n_log_n(total - pair_counts)
    return _n_log_n(pair_counts) + after - before


# --8<-- [end:merge_gains]


# --8<-- [start:train_wordpiece]
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
Score = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


class _Corpus:
    """Words as lists of pieces, and the counts of pieces and pairs, kept up to date."""

    def __init__(self, counts: Mapping[str, int], tokens: list[str]) -> None:
        self.ids = {token: i for i, token in enumerate(tokens)}
        letters = ([w[0], *(f"##{x}" for x in w[1:])] for w in counts)
        self.words = [[self.ids[letter] for letter in word] for word in letters]
        self.frequencies = list(counts.values())
        most = 3 * sum(map(len, self.words))  # a merge brings at most two new pairs
        self.rows: dict[tuple[int, int], int] = {}
        self.pairs, self.pair_counts = np.zeros((most, 2), int), np.zeros(most)
        self.counts = np.zeros(len(tokens) + most)
        self.where: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for word in range(len(self.words)):
            self.add(word, 1)

    def add(self, word: int, sign: int) -> None:
        """Count the pieces and pairs of a word in, or out again with sign −1."""
        pieces, change = self.words[word], sign * self.frequencies[word]
        for piece in pieces:
            self.counts[piece] += change
        last = None
        for pair in pairwise(pieces):
            last = None if pair == last else pair
            if last is None:  # of aaa, only one aa can be merged
                continue
            row = self.rows.setdefault(pair, len(self.rows))
            self.pairs[row] = pair
            self.pair_counts[row] += change
            self.where[pair].add(word)

    def merge(self, pair: tuple[int, int], new: int) -> None:
        """Replace a pair by a new piece, in every word that holds it."""
        for word in self.where.pop(pair):
            self.add(word, -1)
            pieces, self.words[word] = self.words[word], []
            while pieces:
                found = tuple(pieces[:2]) == pair
                self.words[word].append(new if found else pieces[0])
                del pieces[: 2 if found else 1]
            self.add(word, 1)


def _first_pieces(counts: Mapping[str, int]) -> list[str]:
    """List the specials, all letters, and with ## those of words of two or more."""
    if wrong := [(w, n) for w, n in counts.items() if not w or "#" in w[1:] or n < 1]:
        raise ValueError(f"expected words without # inside, counts > 0, got {wrong}")
    letters = {letter for word in counts for letter in word}
    inner = {f"##{letter}" for word in counts if len(word) > 1 for letter in word}
    return [*SPECIALS, *sorted(letters), *sorted(inner)]


def _best_pair(corpus: _Corpus, score: Score, least: float) -> tuple[int, int] | None:
    """Find the pair of highest score; ties: more frequent, then older pieces first."""
    rows = np.flatnonzero(corpus.pair_counts[: len(corpus.rows)] >= least)
    if len(rows) == 0:
        return None
    pairs, pair_counts = corpus.pairs[rows], corpus.pair_counts[rows]
    scores = score(pairs, pair_counts, corpus.counts[: len(corpus.ids)])
    best = scores >= scores.max() - 1e-9 * abs(scores.max())  # rounding decides no tie
    pairs, pair_counts = pairs[best], pair_counts[best]
    return tuple(pairs[np.lexsort((*pairs.T[::-1], -pair_counts))[0]].tolist())


def train_wordpiece(
    counts: Mapping[str, int],
    size: int,
    score: Score = merge_gains,
    min_frequency: int = 1,
) -> list[str]:
    """Learn a vocabulary: letters first, then merge the pair of highest score.

    Parameters
    ----------
    counts : mapping from str to int
        How often each word occurs, at least once; the order does not matter.
    size : int
        Number of tokens with specials and letters; fewer if no pair is left.
    score : callable, optional
        ``merge_gains``, ``merge_ratios`` or another function of the same arguments.
    min_frequency : int, optional
        Rarer pairs are never merged; at least 1.

    Returns
    -------
    tokens : list of str
        The five specials, the letters, and the pieces in the order of their merges.
    """
    tokens = _first_pieces(counts)
    if size < len(tokens) or min_frequency < 1:
        wanted = f"size >= {len(tokens)} (specials, letters), min_frequency >= 1"
        raise ValueError(f"expected {wanted}, got {size}, {min_frequency}")
    corpus = _Corpus(dict(sorted(counts.items())), tokens)
    while len(tokens) < size and (pair := _best_pair(corpus, score, min_frequency)):
        merged = tokens[pair[0]] + tokens[pair[1]].removeprefix("##")
        new = corpus.ids.setdefault(merged, len(tokens))
        if new == len(tokens):  # a word can spell a special
            tokens.append(merged)
        corpus.merge(pair, new)
    return tokens


# --8<-- [end:train_wordpiece]


# --8<-- [start:word_piece]
class WordPiece:
    """Cut texts into the pieces of a vocabulary, the longest piece first.

    Parameters
    ----------
    tokens : iterable of str
        In the order of their ids; with [UNK], and ## before what continues a word.
    max_letters : int
        Longer words become [UNK].
    """

    def __init__(self, tokens: Iterable[str], max_letters: int = 100) -> None:
        if max_letters < 1:
            raise ValueError(f"expected max_letters >= 1, got {max_letters}")
        self.vocab, self.max_letters = Vocab(tokens, unknown="[UNK]"), max_letters

    def pieces(self, word: str) -> list[str]:
        """Cut one word; a word that cannot be built whole is a single [UNK]."""
        found, start = [], 0
        while start < len(word) <= self.max_letters:
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            known = (e for e in ends if prefix + word[start:e] in self.vocab)
            if (end := next(known, None)) is None:
                return ["[UNK]"]
            found.append(prefix + word[start:end])
            start = end
        return found if len(word) <= self.max_letters else ["[UNK]"]

    def tokenize(self, text: str) -> list[str]:
        """Cut a text into pieces."""
        return [piece for word in basic_tokenize(text) for piece in self.pieces(word)]

    def __call__(self, text: str) -> list[int]:
        """Return the ids of the pieces of a text."""
        return self.vocab(self.tokenize(text))

    def decode(self, ids: Iterable[int]) -> str:
        """Join the pieces of ids to words, with a space between words."""
        return " ".join(self.vocab.decode(ids)).replace(" ##", "")


# --8<-- [end:word_piece]
