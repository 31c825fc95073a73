"""Figures of docs/sequences/decoding.md."""

import itertools
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from mlnotes.sequences.decoding import beam_search, decode_step

Prefix = tuple[int, ...]
TEXT = """the cat naps
the dog sleeps
the bird sings
the fish swims
a cat sleeps
a cat sleeps
a cat purrs"""


def _bigrams() -> tuple[list[str], np.ndarray]:
    """Words, and the log-probability of each word behind each other one."""
    sentences = [["<SOS>", *line.split(), "<EOS>"] for line in TEXT.splitlines()]
    words = sorted({word for sentence in sentences for word in sentence})
    counts = np.zeros((len(words), len(words)))
    for sentence in sentences:
        for last, word in itertools.pairwise(sentence):
            counts[words.index(last), words.index(word)] += 1
    counts[words.index("<EOS>"), words.index("<EOS>")] = 1
    with np.errstate(divide="ignore"):
        return words, np.log(counts / counts.sum(axis=1, keepdims=True))


def _search(width: int) -> tuple[list[dict[Prefix, tuple[float, bool]]], list[str]]:
    """Candidates of every step with their probability, and which were kept."""
    words, table = _bigrams()
    sos, eos = words.index("<SOS>"), words.index("<EOS>")
    calls: list[list[Prefix]] = []

    def step(tokens: np.ndarray, past: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        past = np.hstack([past, tokens[:, np.newaxis]])
        calls.append([tuple(row) for row in past.tolist()])
        return table[tokens], past

    found = beam_search(step, np.zeros((1, 0), dtype=int), sos, eos, 5, width)
    kept = {(sos, *tokens) for tokens, _ in found}
    kept |= {prefix for prefixes in calls for prefix in prefixes}
    levels = []
    for prefixes in calls:
        level = {}
        for prefix in prefixes:
            steps = itertools.pairwise(prefix)
            before = sum(table[last, word] for last, word in steps)
            for word in np.flatnonzero(table[prefix[-1]] > -np.inf).tolist():
                p = float(np.exp(before + table[prefix[-1], word]))
                level[(*prefix, word)] = p, (*prefix, word) in kept
        levels.append(level)
    return levels, words


def search_tree() -> Figure:
    """Draw what a beam of two looks at and what it keeps, for bigrams of sentences."""
    levels, words = _search(2)
    figure, axes = plt.subplots(figsize=(5, 3.9))
    colour, edge = plt.rcParams["text.color"], plt.rcParams["axes.edgecolor"]
    start = (words.index("<SOS>"),)
    places: dict[Prefix, tuple[float, float]] = {start: (0.0, 2.0)}
    for x, level in enumerate(levels, 1):
        heights = np.linspace(4.2, -0.2, len(level)) if len(level) > 2 else (3.4, 0.6)
        ordered = sorted(level, key=lambda prefix: (-places[prefix[:-1]][1], prefix))
        for y, prefix in zip(heights, ordered, strict=True):
            p, kept = level[prefix]
            places[prefix] = x, y
            (x0, y0) = places[prefix[:-1]]
            axes.plot(
                [x0 + 0.36, x - 0.36],
                [y0, y],
                "-" if kept else ":",
                color="C0" if kept else edge,
            )
            label = f"{words[prefix[-1]]}\n{p:.2f}"
            weight = "bold" if kept else "normal"
            axes.text(
                x, y, label, ha="center", va="center", color=colour, weight=weight
            )
    axes.text(0, 2.0, "<SOS>", ha="center", va="center", color=colour, weight="bold")
    axes.set(xlim=(-0.4, 4.5), ylim=(-0.7, 4.7))
    axes.axis("off")
    return figure


def _random_decoder(rng: np.random.Generator, c: int, h: int) -> list[np.ndarray]:
    """Draw weights E, W, U, b, V, a of a decoder with c tokens and h units."""
    shapes = (c, h), (3 * h, h), (3 * h, h), (3 * h,), (c, h), (c,)
    return [2 * rng.normal(size=shape) for shape in shapes]


def found_by_width() -> Figure:
    """Draw how often a beam finds the most probable sequence of random decoders."""
    rng, widths, c, max_len, models = np.random.default_rng(0), (1, 2, 4, 8), 4, 5, 100
    found = np.zeros(len(widths))
    for _ in range(models):
        weights, h0 = _random_decoder(rng, c, 5), rng.normal(size=(1, 5))

        def step(tokens: np.ndarray, state: np.ndarray, weights: Any = weights) -> Any:
            return decode_step(tokens, state, *weights)

        every, *others = (
            beam_search(step, h0, 1, 0, max_len, width)[0][0]
            for width in (c**max_len, *widths)
        )
        found += [best == every for best in others]
    figure, axes = plt.subplots(figsize=(4.6, 2.8))
    axes.plot(widths, found / models, "o-")
    axes.set(xscale="log", xlabel="width of the beam", ylim=(0.3, 1))
    axes.set(ylabel="share of models with\nthe best sequence found")
    axes.set_xticks(widths, [str(width) for width in widths])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.minorticks_off()
    return figure
