"""Figures of docs/attention/masks.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from mlnotes.attention.masks import (
    causal_mask,
    combine_masks,
    spread_key_mask,
)
from mlnotes.sequences.batching import padding_mask

WORDS = ["we", "saw", "it", "pad", "pad"]


def _draw_mask(axes: Axes, mask: np.ndarray, title: str) -> None:
    """Draw what is allowed as a filled square with a dot, the rest as an empty one."""
    for (row, column), allowed in np.ndenumerate(mask):
        box = Rectangle(
            (column + 0.06, row + 0.06),
            0.88,
            0.88,
            facecolor="C0" if allowed else "none",
            edgecolor=plt.rcParams["axes.edgecolor"],
            alpha=0.35 if allowed else 0.6,
            linestyle="-" if allowed else ":",
        )
        axes.add_patch(box)
        if allowed:
            axes.plot(column + 0.5, row + 0.5, "o", color="C0", markersize=5)
    t, s = mask.shape
    axes.set(
        xlim=(-0.05, s + 0.05), ylim=(t + 0.05, -0.05), aspect="equal", title=title
    )
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=9)


def three_masks() -> Figure:
    """Draw padding, causal and both, for a sentence of three words and two places."""
    keys = padding_mask(np.array([3]), 5)
    masks = {
        "padding": spread_key_mask(keys, 5)[0],
        "causal": causal_mask(5),
        "both": combine_masks(keys, causal_mask(5))[0],
    }
    figure, panels = plt.subplots(2, 2, figsize=(4.8, 5.2))
    for axes, (title, mask) in zip(panels.flat, masks.items(), strict=False):
        _draw_mask(axes, mask, title)
        axes.set_xticks(np.arange(5) + 0.5, WORDS)
        axes.set_yticks(np.arange(5) + 0.5, WORDS)
        axes.set(xlabel="key", ylabel="query")
    legend = panels[1, 1]
    legend.axis("off")
    key = [
        Line2D([], [], marker="o", linestyle="none", color="C0", label="may look"),
        Rectangle(
            (0, 0),
            1,
            1,
            facecolor="none",
            edgecolor=plt.rcParams["axes.edgecolor"],
            linestyle=":",
            label="may not look",
        ),
    ]
    legend.legend(handles=key, loc="center", fontsize=10.5)
    return figure


def two_corners() -> Figure:
    """Draw the causal mask of two new queries and five keys, from both corners."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.4, 4.4))
    _draw_mask(top, causal_mask(5)[:2], "is_causal=True: upper left corner")
    _draw_mask(bottom, causal_mask(5)[-2:], "wanted: lower right corner")
    for axes in (top, bottom):
        axes.set_xticks(np.arange(5) + 0.5, [f"key {j}" for j in range(1, 6)])
        axes.set_yticks(np.arange(2) + 0.5, ["query of\nplace 4", "query of\nplace 5"])
    return figure
