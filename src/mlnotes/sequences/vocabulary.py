"""Vocabulary: from text to tokens, from tokens to numbers, and back."""

# --8<-- [start:imports]
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:tokenize]
# A word with apostrophes inside, a number, or one other sign that is no space.
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]|_")


def tokenize(text: str) -> list[str]:
    """Split a text into lower-case words, numbers and punctuation marks.

    Equal letters get equal code points first (Unicode's form NFC), and the curly
    apostrophe ’ becomes '. No character is lost but white space.

    Parameters
    ----------
    text : str
        Any text; an empty one has no tokens.

    Returns
    -------
    tokens : list of str
        For instance don't, 3.14 and ! from "Don't 3.14!".

    Raises
    ------
    ValueError
        If ``text`` is no string.

    References
    ----------
    Unicode Standard Annex 15, Unicode normalization forms.
    """
    if not isinstance(text, str):
        raise ValueError(f"expected a string, got {type(text).__name__}")
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'")
    return TOKEN.findall(text)


# --8<-- [end:tokenize]


# --8<-- [start:check_tokens]
def _check_tokens(tokens: Iterable[str]) -> list[str]:
    """List tokens; refuse a string, which would be read letter by letter."""
    listed = [] if isinstance(tokens, str) else list(tokens)
    if isinstance(tokens, str) or not all(isinstance(t, str) for t in listed):
        raise ValueError(f"expected a list of strings, got {tokens!r}")
    return listed


# --8<-- [end:check_tokens]


# --8<-- [start:vocab]
class Vocab:
    """Numbers of tokens and tokens of numbers: token i of the list has the id i.

    Parameters
    ----------
    tokens : iterable of str
        All tokens, each once; ids count from 0.
    unknown : str or None
        Token whose id every token gets that is not in the list (the default index);
        with None such tokens are refused.

    Attributes
    ----------
    tokens : tuple of str
        The tokens in the order of their ids.
    unknown : str or None
        As given.
    """

    def __init__(self, tokens: Iterable[str], unknown: str | None = "<unk>") -> None:
        self.tokens, self.unknown = tuple(_check_tokens(tokens)), unknown
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        if len(self._ids) < len(self.tokens):
            twice = [t for t, count in Counter(self.tokens).items() if count > 1]
            raise ValueError(f"expected each token once, got {twice} more often")
        if unknown is not None and unknown not in self._ids:
            raise ValueError(f"expected {unknown!r} among the tokens, got none")

    def __len__(self) -> int:
        """Return the number c of tokens."""
        return len(self.tokens)

    def __contains__(self, token: object) -> bool:
        """Tell whether a token has an id of its own."""
        return token in self._ids

    def __getitem__(self, token: str) -> int:
        """Return the id of one token."""
        known = token if isinstance(token, str) and token in self else self.unknown
        if known is None or not isinstance(token, str):
            raise ValueError(f"expected one of {len(self)} tokens, got {token!r}")
        return self._ids[known]

    def __call__(self, tokens: Iterable[str]) -> list[int]:
        """Return the ids of the tokens of a sentence."""
        return [self[token] for token in _check_tokens(tokens)]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the tokens of ids, which may be NumPy or PyTorch integers."""
        places = [operator.index(i) for i in ids]
        if wrong := [i for i in places if not 0 <= i < len(self)]:
            raise ValueError(f"expected ids from 0 to {len(self) - 1}, got {wrong}")
        return [self.tokens[i] for i in places]


# --8<-- [end:vocab]


# --8<-- [start:build_vocab]
def build_vocab(
    sentences: Iterable[Iterable[str]],
    specials: Sequence[str] = ("<pad>", "<unk>"),
    min_frequency: int = 1,
) -> Vocab:
    """Number the specials, then the tokens by falling frequency, then alphabetically.

    Parameters
    ----------
    sentences : iterable of iterables of str
        Tokens of each sentence; an iterator is read once, sentence by sentence.
    specials : sequence of str
        Tokens that get the first ids, in this order. With ``<unk>`` among them its id
        is the default index; without it unknown tokens are refused.
    min_frequency : int
        Rarer tokens get no id; at least 1.

    Returns
    -------
    vocab : Vocab
        The same for the same counts, in whatever order the sentences come.

    Raises
    ------
    ValueError
        If ``min_frequency`` < 1, a special comes twice, or a sentence is one string.
    """
    if min_frequency < 1:
        raise ValueError(f"expected min_frequency >= 1, got {min_frequency}")
    specials = _check_tokens(specials)
    counts = Counter(token for tokens in sentences for token in _check_tokens(tokens))
    frequent = [
        token
        for token, count in counts.items()
        if count >= min_frequency and token not in specials
    ]
    frequent.sort(key=lambda token: (-counts[token], token))
    return Vocab(specials + frequent, "<unk>" if "<unk>" in specials else None)


# --8<-- [end:build_vocab]


# --8<-- [start:token_counts]
def token_counts(ids: np.ndarray, c: int) -> np.ndarray:
    """Count how often each token of the vocabulary occurs.

    Parameters
    ----------
    ids : int array in [0, c), shape (n,)
        Ids of n tokens.
    c : int in [1, inf)
        Number of tokens of the vocabulary.

    Returns
    -------
    counts : int array in [0, n + 1), shape (c,)
        How often 0, …, c − 1 occur, int64.

    Raises
    ------
    ValueError
        If the ids are no integers from 0 to c − 1, of shape (n,).
    """
    if ids.ndim != 1 or ids.dtype.kind not in "iu" or c < 1:
        raise ValueError(
            "expected integer ids of shape (n,) and c >= 1, "
            f"got {ids.dtype} of shape {ids.shape} and {c}"
        )
    if ((ids < 0) | (ids >= c)).any():
        raise ValueError(f"expected ids from 0 to {c - 1}, got {ids}")
    return np.bincount(ids.astype(np.int64), minlength=c)


# --8<-- [end:token_counts]
