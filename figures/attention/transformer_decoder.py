"""Figures of docs/attention/transformer-decoder.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.attention.masks import causal_mask
from mlnotes.sequences.batching import padding_mask


def _pairs(axes: Axes, mask: np.ndarray, queries: list[str], keys: list[str]) -> None:
    """Draw a square where a query (row) may look at a key, a cross where it may not."""
    for allowed, style in (
        (True, {"marker": "s", "s": 190, "color": "C0", "linewidths": 0}),
        (False, {"marker": "x", "s": 34, "color": plt.rcParams["axes.edgecolor"]}),
    ):
        rows, columns = np.nonzero(mask == allowed)
        axes.scatter(columns, rows, **style)
    axes.set_xticks(range(len(keys)), keys, rotation=40)
    axes.set_yticks(range(len(queries)), queries)
    axes.set(xlim=(-0.6, len(keys) - 0.4), ylim=(len(queries) - 0.4, -0.6))
    axes.set_aspect("equal")
    axes.grid(visible=False)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def allowed_pairs() -> Figure:
    """Draw what the two attentions of a decoder layer allow, for one padded source."""
    figure, (own, source) = plt.subplots(1, 2, figsize=(5, 2.7), width_ratios=(4, 5))
    target = ["<SOS>", "c", "b", "a"]
    _pairs(own, causal_mask(4), target, target)
    own.set_title("to the target: no later place", y=-0.2, fontsize=10)
    real = np.broadcast_to(padding_mask(np.array([3]), 5), (4, 5))
    _pairs(source, real, target, ["a", "b", "c", "<pad>", "<pad>"])
    source.set_title("to the source: no padding", y=-0.2, fontsize=10)
    return figure


def layer() -> Figure:
    """Draw the three parts of a decoder layer, with norms behind the sums."""
    figure, axes = plt.subplots(figsize=(5, 5.2))
    colour = plt.rcParams["text.color"]
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.1}
    parts = [
        ("causal self-attention", "C1"),
        ("attention to the source", "C0"),
        ("feed-forward network", "C2"),
    ]

    def box(y: float, text: str, edge: str, style: str = "-") -> None:
        look = {"boxstyle": "round,pad=0.42", "facecolor": "none", "edgecolor": edge}
        look |= {"linewidth": 1.6, "linestyle": style}
        axes.text(0, y, text, ha="center", va="center", bbox=look, color=colour)

    for number, (text, edge) in enumerate(parts):
        y = 3 * number
        axes.annotate("", (0, y + 0.66), (0, y - 0.5), arrowprops=arrow)
        box(y + 1, text, edge)
        axes.annotate("", (0, y + 1.88), (0, y + 1.3), arrowprops=arrow)
        box(y + 2.2, "sum and norm", plt.rcParams["axes.edgecolor"], "--")
        axes.plot([0, 2.1, 2.1], [y - 0.3, y - 0.3, y + 2.2], color=colour, lw=1.1)
        axes.annotate("", (1.0, y + 2.2), (2.1, y + 2.2), arrowprops=arrow)
    axes.annotate("", (0, 9.3), (0, 8.5), arrowprops=arrow)
    axes.annotate("", (-1.42, 4), (-2.3, 4), arrowprops=arrow)
    side = {"color": colour, "va": "center"}
    axes.text(0, -1, "Y, places of the target", ha="center", **side)
    axes.text(0, 9.6, "Y, same shape", ha="center", **side)
    axes.text(-2.4, 4, "Z from\nthe encoder:\nkeys, values", ha="right", **side)
    axes.text(2.25, 1, "Y itself,\nadded", ha="left", **side)
    axes.set(xlim=(-4.3, 3.6), ylim=(-1.3, 9.9))
    axes.axis("off")
    return figure
