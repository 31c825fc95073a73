"""Figures of docs/attention/wordpiece.md."""

from collections import Counter
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.attention.wordpiece import (
    WordPiece,
    basic_tokenize,
    merge_gains,
    merge_ratios,
    train_wordpiece,
)


def _frequencies(
    pairs: np.ndarray, pair_counts: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Score of byte-pair encoding."""
    return pair_counts


def _train_and_held_out() -> tuple[Counter[str], Counter[str]]:
    """Count the words of four fifths of Python's help texts, and of every fifth."""
    texts = [basic_tokenize(topics[name]) for name in sorted(topics)]
    train = Counter(word for i, text in enumerate(texts) if i % 5 for word in text)
    return train, Counter(word for text in texts[::5] for word in text)


def pieces_per_word() -> Figure:
    """Draw the pieces of a new word over the size of the vocabulary, three scores."""
    train, held_out = _train_and_held_out()
    sizes = (125, 250, 500, 1000, 2000)
    figure, axes = plt.subplots(figsize=(4.8, 3.4))
    for name, score, style, place in (
        ("ratio", merge_ratios, "^:", 0.12),
        ("gain", merge_gains, "o-", 0.12),
        ("frequency", _frequencies, "s--", -0.28),
    ):
        tokens = train_wordpiece(train, sizes[-1], score)
        rates = []
        for size in sizes:
            pieces = WordPiece(tokens[:size])
            cut = sum(n * len(pieces.pieces(word)) for word, n in held_out.items())
            rates.append(cut / held_out.total())
        (line,) = axes.plot(sizes, rates, style, label=name)
        middle = (sizes[2], rates[2] + place)
        align = "left" if place > 0 else "right"
        axes.annotate(name, middle, color=line.get_color(), ha=align)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set(xlabel="tokens of the vocabulary", ylabel="pieces of a new word")
    axes.set(ylim=(0.8, 3.5), xlim=(110, 2300))
    return figure


def cuts() -> Figure:
    """Draw how growing vocabularies cut one word that the training texts lack."""
    train, _ = _train_and_held_out()
    sizes, word = (125, 250, 500, 2000, 3000), "unexpectedly"
    tokens = train_wordpiece(train, sizes[-1])
    figure, axes = plt.subplots(figsize=(4.8, 2.9))
    for row, size in enumerate(sizes):
        x = 0
        for piece in WordPiece(tokens[:size]).pieces(word):
            letters = piece.removeprefix("##")
            box = (x + 0.06, -row - 0.34), len(letters) - 0.12, 0.68
            axes.add_patch(Rectangle(*box, facecolor="C0", alpha=0.25))
            axes.add_patch(Rectangle(*box, fill=False, edgecolor="C0"))
            axes.text(x + len(letters) / 2, -row, letters, ha="center", va="center")
            x += len(letters)
    axes.set_yticks([-row for row in range(len(sizes))], [str(size) for size in sizes])
    axes.set(xlim=(-0.1, len(word) + 0.1), ylim=(0.5 - len(sizes), 0.5), xticks=[])
    axes.set(ylabel="tokens of the vocabulary")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    return figure
