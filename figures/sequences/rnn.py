"""Figures of docs/sequences/rnn.md."""

from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

Point = tuple[float, float]
COLUMNS = (0.0, 1.6, 3.2)  # three time steps


def _arrow(axes: Axes, start: Point, end: Point, **style) -> None:
    """Draw an arrow between two points."""
    look = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
    look |= {"shrinkA": 0, "shrinkB": 0, "linewidth": 1.3} | style
    axes.annotate("", end, start, arrowprops=look)


def _cell(axes: Axes, x: float, text: str = "cell") -> None:
    """Draw one use of the cell at height 0."""
    size = (0.8, 0.6)
    corner = (x - size[0] / 2, -size[1] / 2)
    edge = plt.rcParams["axes.edgecolor"]
    axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=edge, linewidth=1.3))
    axes.text(x, 0, text, ha="center", va="center", size=10)


def _label(axes: Axes, x: float, y: float, text: str, **style) -> None:
    axes.text(x, y, text, ha="center", va="center", size=10.5, **style)


def unrolled() -> Figure:
    """Draw the cell with its loop, and the same cell at three time steps."""
    figure, (loop, steps) = plt.subplots(
        1, 2, figsize=(5, 2.3), width_ratios=(1, 3.1), sharey=True
    )
    for axes in (loop, steps):
        axes.axis("off")
        axes.set(ylim=(-1.35, 1.35))
    loop.set(xlim=(-0.7, 1.0))
    steps.set(xlim=(-1.35, 4.6))
    for axes, columns in ((loop, (0.0,)), (steps, COLUMNS)):
        for number, x in enumerate(columns, 1):
            index = "ₜ" if axes is loop else "₁₂₃"[number - 1]
            _cell(axes, x)
            _arrow(axes, (x, -0.95), (x, -0.3))
            _arrow(axes, (x, 0.3), (x, 0.95))
            _label(axes, x, -1.15, f"x{index}")
            _label(axes, x, 1.15, f"h{index}")
    loop.plot([0.4, 0.75, 0.75, 0.0], [0, 0, 0.62, 0.62], color="C0")
    _arrow(loop, (0.75, 0.0), (0.4, 0.0), color="C0")
    _label(loop, 0.75, -0.3, "hₜ₋₁", color="C0")
    _label(steps, -1.1, 0.0, "h₀", color="C0")
    places = (-0.85, *COLUMNS, 4.4)
    for left, right in pairwise(places):
        start = left + (0.4 if left > -0.8 else 0)
        end = right - (0.4 if right < 4 else 0)
        _arrow(steps, (start, 0), (end, 0), color="C0")
        if 0 <= left < 3:
            name = "h₁" if left == 0 else "h₂"
            _label(steps, (start + end) / 2, 0.22, name, color="C0")
    return figure


def _way_back(axes: Axes, cut: bool) -> None:
    """Draw three steps with the gradients that run against the arrows."""
    axes.axis("off")
    axes.set(xlim=(-1.35, 4.3), ylim=(-1.25, 1.35))
    for number, x in enumerate(COLUMNS):
        index = "₁₂₃"[number]
        _cell(axes, x, f"step {number + 1}")
        _arrow(axes, (x, 0.95), (x, 0.3), color="C1")
        _label(axes, x, 1.15, f"from L{index}", color="C1")
        _arrow(axes, (x, -0.3), (x, -0.85), color="C2", linestyle="--")
        _label(axes, x, -1.08, f"to W: step {number + 1}", color="C2")
    for number, right in enumerate(COLUMNS):
        left = right - (1.6 if right else 1.25)
        if cut and number == 2:
            axes.plot([2.4, 2.4], [-0.28, 0.28], color="C3", linewidth=2.5)
            _label(axes, 2.4, 0.45, "cut", color="C3")
            _arrow(axes, (right - 0.4, 0), (2.45, 0), color="C1")
            continue
        end = left + (0.4 if right else 0.15)
        _arrow(axes, (right - 0.4, 0), (end, 0), color="C1")
        if right and not cut:
            _label(axes, (right + left) / 2, 0.24, f"to h{'₀₁₂'[number]}", color="C1")
    _label(axes, -1.2, 0, "h₀")


def way_back() -> Figure:
    """Draw where the gradients of three losses go: back in time, and to the weights."""
    figure, axes = plt.subplots(figsize=(5, 2.3))
    _way_back(axes, cut=False)
    return figure


def truncated() -> Figure:
    """Draw the same gradients with windows of two steps."""
    figure, axes = plt.subplots(figsize=(5, 2.3))
    _way_back(axes, cut=True)
    return figure
