"""Figures of docs/sequences/variable-length.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.sequences.variable_length import (
    linear_memory,
    max_over_time,
    rnn_encoder,
    word_convolution,
)


def _cells(
    axes: Axes, values: np.ndarray, left: float, top: float, colour: str
) -> None:
    """Draw a table of numbers; the largest of each column of scores (C2) is framed."""
    largest = values == values.max(axis=0)
    for (row, column), value in np.ndenumerate(values):
        x, y = left + 0.8 * column, top - row
        bold = colour == "C2" and largest[row, column]
        box = Rectangle((x - 0.36, y - 0.4), 0.72, 0.8)
        box.set(facecolor="none", edgecolor=colour, linewidth=2.6 if bold else 0.8)
        axes.add_patch(box)
        axes.text(x, y, f"{value:.0f}", ha="center", va="center", color=colour)


def windows_and_pooling() -> Figure:
    """Draw two sentences under the same filters: places differ, pooled sizes do not."""
    rng = np.random.default_rng(2)
    W = rng.integers(-2, 3, (2, 2, 3)).astype(float)
    sentences = ["she", "sings", "well"], ["he", "sings", "very", "well", "today"]
    tokens = sorted({*sentences[0], *sentences[1]})
    E = rng.integers(0, 4, (len(tokens), 3)).astype(float)
    figure, panels = plt.subplots(
        2, 1, figsize=(5, 5), gridspec_kw={"height_ratios": (4, 5)}
    )
    for axes, words in zip(panels, sentences, strict=True):
        X = E[[[tokens.index(word) for word in words]]]
        A = word_convolution(X, W, np.zeros(2))
        M = max_over_time(A, np.array([A.shape[1]]))
        for row, word in enumerate(words):
            axes.text(-0.6, -row, word, ha="right", va="center")
        _cells(axes, X[0], 0, 0, "C0")
        _cells(axes, A[0], 3.7, -0.5, "C2")
        for y in -np.arange(A.shape[1]) - 0.5:
            ends = [y + 0.8, y, y - 0.8]
            axes.plot([2.05, 3.2, 2.05], ends, color="C2", linewidth=0.9)
        middle = (1 - len(words)) / 2
        _cells(axes, M, 6.4, middle, "C1")
        arrow = {"arrowstyle": "-|>", "color": "C1"}
        axes.annotate("", (5.95, middle), (4.95, middle), arrowprops=arrow)
        axes.set(xlim=(-2.2, 7.7), ylim=(-len(words) + 0.5, 1.2), aspect="equal")
        axes.set_axis_off()
        for x, label in ((0.8, "X"), (4.1, "A"), (6.8, "M")):
            axes.text(x, 0.65, label, ha="center")
    return figure


def memory_by_distance() -> Figure:
    """Draw the share of each input that a linear readout finds in the last state."""
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (10_000, 60))
    figure, axes = plt.subplots()
    for h, style in ((5, "o"), (20, "s"), (40, "^")):
        Q, _ = np.linalg.qr(rng.normal(size=(h, h)))
        weights = 0.1 * rng.normal(size=(h, 1)), 0.95 * Q, np.zeros(h)
        code = rnn_encoder(X[:, :, np.newaxis], np.full(len(X), 60), *weights)
        share = linear_memory(X, code)[::-1]
        label = f"h = {h}, sum {share.sum():.0f}"
        axes.plot(share, f"{style}-", markersize=3.5, linewidth=1.2, label=label)
    axes.set(xlabel="steps before the end", ylabel="share recovered, R²")
    axes.legend()
    return figure
