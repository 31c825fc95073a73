"""Figures of docs/sequences/vocabulary.md."""

from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.sequences.vocabulary import build_vocab, token_counts, tokenize


def _train_and_held_out() -> tuple[list[list[str]], list[list[str]]]:
    """Return the words of four fifths of Python's help texts, and of every fifth."""
    texts = [tokenize(topics[name]) for name in sorted(topics)]
    texts = [[token for token in text if token[0].isalpha()] for text in texts]
    return [text for i, text in enumerate(texts) if i % 5], texts[::5]


def zipf() -> Figure:
    """Draw how often the word of each rank occurs, and Zipf's line."""
    train, _ = _train_and_held_out()
    vocab = build_vocab(train, specials=())
    ids = [i for text in train for i in vocab(text)]
    counts = token_counts(np.array(ids), len(vocab))
    rank = np.arange(1, len(counts) + 1)
    figure, axes = plt.subplots(figsize=(4.6, 3.4))
    axes.loglog(rank, counts, "o", markersize=2.5, label="words of the help texts")
    line = counts[99] * 100 / rank
    axes.loglog(rank, line, "--", color="C1", label="constant / rank")
    for place in (1, 10, 100, 1000):
        axes.annotate(
            vocab.tokens[place - 1],
            (place, counts[place - 1]),
            xytext=(-4, -6) if place > 1 else (7, -5),
            textcoords="offset points",
            ha="right" if place > 1 else "left",
            va="top" if place > 1 else "center",
        )
    axes.set(xlabel="rank r", ylabel="number of occurrences")
    axes.legend(loc="lower left")
    return figure


def minimum_frequency() -> Figure:
    """Draw size and unknown share of the vocabulary over the minimum frequency."""
    train, held_out = _train_and_held_out()
    least = np.array([1, 2, 4, 8, 16])
    sizes, shares = [], {"held-out texts": [], "training texts": []}
    for minimum in least:
        vocab = build_vocab(train, min_frequency=minimum)
        sizes.append(len(vocab))
        for name, texts in (("held-out texts", held_out), ("training texts", train)):
            ids = np.array([i for text in texts for i in vocab(text)])
            unknown = token_counts(ids, len(vocab))[vocab["<unk>"]]
            shares[name].append(100 * unknown / len(ids))
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.0), sharex=True)
    top.plot(least, sizes, "o-")
    for x, y in zip(least, sizes, strict=True):
        top.annotate(str(y), (x, y), xytext=(6, 5), textcoords="offset points")
    top.set(ylabel="tokens of the vocabulary", ylim=(0, 3600), xlim=(0.9, 25))
    for (name, values), style in zip(shares.items(), ("s-", "^--"), strict=True):
        bottom.plot(least, values, style, label=name)
    bottom.set(xlabel="minimum frequency", ylabel="unknown words, %", ylim=(-1, 22))
    bottom.set_xscale("log", base=2)
    bottom.set_xticks(least, [str(minimum) for minimum in least])
    bottom.legend()
    return figure
