"""What docs/sequences/vocabulary.md says of Zipf's law and unknown words (seq-17)."""

import random
from collections import Counter
from pydoc_data.topics import topics

import numpy as np

from mlnotes.sequences import vocabulary
from mlnotes.sequences.vocabulary import build_vocab, tokenize


def train_and_held_out():
    """Words of four fifths of Python's help texts, and of every fifth one."""
    texts = [tokenize(topics[name]) for name in sorted(topics)]
    texts = [[token for token in text if token[0].isalpha()] for text in texts]
    return [t for i, t in enumerate(texts) if i % 5], texts[::5]


def unknown_share(vocab, texts):
    ids = np.array([i for tokens in texts for i in vocab(tokens)])
    return vocabulary.token_counts(ids, len(vocab))[vocab["<unk>"]] / len(ids)


def test_a_higher_minimum_shrinks_the_vocabulary_and_raises_the_unknown_share():
    """Measured on Python 3.11: 2.4, 4.8, 8.1, 12, 19 %; 3032 to 527 tokens.

    On the training texts nothing is unknown for 1, always less than on held-out ones.
    """
    train, held_out = train_and_held_out()
    vocabs = [build_vocab(train, min_frequency=least) for least in (1, 2, 4, 8, 16)]
    sizes = [len(vocab) for vocab in vocabs]
    shares = [unknown_share(vocab, held_out) for vocab in vocabs]
    seen = [unknown_share(vocab, train) for vocab in vocabs]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.2 * sizes[1] > 3 * sizes[4]
    assert shares[0] < 0.05
    assert shares[4] > 0.12
    assert shares == sorted(shares)
    assert seen[0] == 0 < shares[0]
    assert all(a < b for a, b in zip(seen, shares, strict=True))


def test_few_tokens_make_most_of_the_text_and_many_occur_once():
    """Zipf's law: 30 % of the different words occur once, 100 make 55 % of the text.

    The slope of the logarithms is −1.08 between the ranks 10 and 1000.
    """
    train, _ = train_and_held_out()
    vocab = build_vocab(train, specials=())
    ids = np.array([i for tokens in train for i in vocab(tokens)])
    counts = vocabulary.token_counts(ids, len(vocab))
    rank = np.arange(10, 1000)
    slope = np.polyfit(np.log(rank), np.log(counts[rank - 1]), 1)[0]
    assert (counts == 1).mean() > 0.2
    assert counts[:100].sum() > 0.45 * counts.sum()
    assert -1.3 < slope < -0.9
    line = counts[99] * 100 / np.arange(1, len(counts) + 1)  # through rank 100
    assert counts[0] < 0.6 * line[0]
    assert counts[-1] < 0.6 * line[-1]
    first = counts[:100].sum() / line[:100].sum()  # measured: 0.66
    assert first < 0.75 < counts[100:].sum() / line[100:].sum() < 0.95  # 0.81


def test_tokens_seen_once_foretell_the_unknown_share_of_tokens_drawn_alike():
    """Good and Turing: share of tokens seen once. Held-out texts have more unknown."""
    train, held_out = train_and_held_out()
    tokens = [token for text in train + held_out for token in text]
    foretold, found = [], []
    for seed in range(5):
        shuffled = random.Random(seed).sample(tokens, len(tokens))
        cut = len(tokens) * 4 // 5
        counts = Counter(shuffled[:cut])
        foretold.append(sum(n == 1 for n in counts.values()) / cut)
        found.append(unknown_share(build_vocab([shuffled[:cut]]), [shuffled[cut:]]))
    assert abs(np.mean(found) / np.mean(foretold) - 1) < 0.15
    assert unknown_share(build_vocab(train), held_out) > 1.2 * np.mean(found)
