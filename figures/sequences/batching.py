"""Figures of docs/sequences/batching.md."""

import re
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.sequences.batching import bucket_order, pack, padding_mask, padding_share
from mlnotes.sequences.vocabulary import tokenize

LENGTHS = np.array([2, 5, 1, 3])


def _draw_places(axes: Axes, lengths: np.ndarray, numbers: np.ndarray) -> None:
    """Draw every place of a batch: filled with its number, or empty for padding."""
    mask = padding_mask(lengths, int(lengths.max()))
    for row, real in enumerate(mask):
        for time, filled in enumerate(real):
            box = Rectangle(
                (time + 0.05, row + 0.08),
                0.9,
                0.84,
                facecolor=f"C{numbers[row]}" if filled else "none",
                edgecolor=plt.rcParams["axes.edgecolor"],
                linestyle="-" if filled else ":",
                alpha=0.35 if filled else 1,
            )
            axes.add_patch(box)
            text = f"{numbers[row] + 1}.{time + 1}" if filled else "pad"
            axes.text(time + 0.5, row + 0.5, text, ha="center", va="center")
    axes.set(xlim=(-0.1, mask.shape[1] + 0.1), ylim=(len(mask) + 0.05, -0.05))
    _bare(axes)


def _bare(axes: Axes) -> None:
    """Leave nothing of the axes but what is written beside them."""
    axes.grid(False)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def padded_and_packed() -> Figure:
    """Draw one batch padded, sorted by length, and packed."""
    _, batch_sizes, order = pack(np.zeros((4, 5, 1)), LENGTHS)
    figure, (top, middle, bottom) = plt.subplots(
        3, 1, figsize=(4.8, 6.2), height_ratios=[4, 4, 2.2]
    )
    _draw_places(top, LENGTHS, np.arange(4))
    top.set_yticks(np.arange(4) + 0.5, [f"length {length}" for length in LENGTHS])
    top.set_title("padded")
    _draw_places(middle, LENGTHS[order], order)
    middle.set_yticks(np.arange(4) + 0.5, [f"sentence {i + 1}" for i in order])
    middle.set_xticks(np.arange(5) + 0.5, [f"{size} rows" for size in batch_sizes])
    middle.set_title("sorted: rows that each time step needs")
    start = 0
    for time, size in enumerate(batch_sizes):
        for row in range(size):
            place = (start + row) % 6, (start + row) // 6
            bottom.add_patch(
                Rectangle(
                    (place[0] + 0.05, place[1] + 0.08),
                    0.9,
                    0.84,
                    facecolor=f"C{order[row]}",
                    edgecolor=plt.rcParams["axes.edgecolor"],
                    alpha=0.35,
                )
            )
            text = f"{order[row] + 1}.{time + 1}"
            bottom.text(place[0] + 0.5, place[1] + 0.5, text, ha="center", va="center")
        start += size
    bottom.set(xlim=(-0.1, 6.1), ylim=(2.05, -0.05), yticks=[])
    bottom.set_title("packed: column after column")
    _bare(bottom)
    return figure


def _sentence_lengths() -> np.ndarray:
    """Return the lengths of the sentences of Python's help texts, 3 to 60 tokens."""
    parts = (re.split(r"(?<=[.!?])\s|\n\n", topics[name]) for name in sorted(topics))
    lengths = [len(tokenize(part)) for text in parts for part in text]
    return np.array([length for length in lengths if 3 <= length <= 60])


def buckets() -> Figure:
    """Draw the lengths of sentences, and the share of padding over the pool."""
    lengths = _sentence_lengths()
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.0))
    top.hist(lengths, bins=np.arange(2.5, 61))
    top.set(xlabel="tokens of a sentence", ylabel="sentences")
    batches = np.array([1, 2, 5, 10, 20, 50, 128])
    for batch_size, style in ((8, "o-"), (32, "s--"), (128, "^:")):
        shares = []
        for pool in batches * batch_size:
            rng = np.random.default_rng(0)
            order = bucket_order(lengths, int(pool), rng)
            shares.append(100 * padding_share(lengths[order], batch_size))
        bottom.plot(batches, shares, style, label=f"batches of {batch_size}")
    bottom.set(xlabel="batches in one pool", ylabel="padding, %", ylim=(0, 75))
    bottom.set_xscale("log")
    bottom.set_xticks(batches, [str(number) for number in batches])
    bottom.minorticks_off()
    bottom.legend()
    return figure
