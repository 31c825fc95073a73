"""Figures of docs/convolution/convolutional-layer.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.convolution.convolutional_layer import conv2d, im2col, im2col_backward


def _grid(axes: Axes, numbers: np.ndarray, left: float, top: float) -> None:
    """Draw a table of whole numbers, its upper left corner at (left, top)."""
    rows, columns = numbers.shape
    edge = plt.rcParams["axes.edgecolor"]
    for line in range(rows + 1):
        axes.plot([left, left + columns], [top + line] * 2, color=edge, linewidth=0.7)
    for line in range(columns + 1):
        axes.plot([left + line] * 2, [top, top + rows], color=edge, linewidth=0.7)
    for (i, j), number in np.ndenumerate(numbers):
        text = f"{number:.0f}".replace("-", "−")
        axes.text(left + j + 0.5, top + i + 0.5, text, ha="center", va="center")


def _outline(
    axes: Axes, corner: tuple[float, float], width: int, height: int, look: tuple
) -> None:
    """Frame some cells in a colour and a line style."""
    color, style = look
    axes.add_patch(
        Rectangle(
            corner, width, height, fill=False, edgecolor=color, linestyle=style,
            linewidth=2.4, zorder=3,
        )
    )  # fmt: skip


def _finish(axes: Axes, right: float, bottom: float, top: float = -0.9) -> None:
    """Show the tables with square cells and nothing else."""
    axes.set(xlim=(-0.2, right), ylim=(bottom, top), aspect="equal")
    axes.set_axis_off()


def channels_add_up() -> Figure:
    """Draw two channels, one filter with two channels, and the map of their sum."""
    X = np.array([[[1, 0, 2], [3, 1, 0], [0, 2, 1]], [[0, 1, 1], [2, 0, 1], [1, 1, 3]]])
    W, b = np.array([[[[1, 0], [0, -1]], [[0, 2], [1, 0]]]]), np.array([1.0])
    parts = [conv2d(X[None, [c]], W[:, [c]], 0 * b)[0, 0] for c in range(2)]
    A = conv2d(X[None].astype(float), W.astype(float), b)[0, 0]
    figure, axes = plt.subplots(figsize=(5, 5.4))
    for c, top in enumerate((0, 4.6)):
        _grid(axes, X[c], 0, top)
        _grid(axes, W[0, c], 4.5, top + 0.5)
        _grid(axes, parts[c], 8.3, top + 0.5)
        axes.text(3.75, top + 1.5, "⋆", ha="center", va="center", size=14)
        axes.text(7.4, top + 1.5, "=", ha="center", va="center", size=14)
        axes.text(1.5, top - 0.25, f"channel {c}", ha="center", va="bottom")
        axes.text(5.5, top + 0.25, f"filter, {c}", ha="center", va="bottom")
        _outline(axes, (0, top), 2, 2, ("C1", "-"))
        _outline(axes, (8.3, top + 0.5), 1, 1, ("C1", "-"))
    axes.text(9.3, 3.7, "+", ha="center", va="center", size=14)
    axes.text(9.3, 8.1, "+ bias 1  =", ha="center", va="center")
    _grid(axes, A, 8.3, 8.8)
    _outline(axes, (8.3, 8.8), 1, 1, ("C1", "-"))
    axes.text(8.0, 9.8, "feature map", ha="right", va="center")
    _finish(axes, 10.6, 11)
    return figure


def pixels_into_columns() -> Figure:
    """Draw a picture of nine numbers, its four windows as columns, and the product."""
    X = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    W, b = np.array([[[[1.0, 0], [0, -2]]]]), np.zeros(1)
    columns, A = im2col(X, 2, 2)[0], conv2d(X, W, b)[0]
    looks = {(0, 0): ("C1", "-"), (1, 1): ("C2", "--")}
    figure, axes = plt.subplots(figsize=(5, 5.2))
    _grid(axes, X[0, 0], 0.6, 0)
    _grid(axes, columns, 6, 0)
    _grid(axes, W.reshape(1, 4), 0.1, 6)
    _grid(axes, A.reshape(1, 4), 6, 6)
    for (p, q), look in looks.items():
        _outline(axes, (0.6 + q, p), 2, 2, look)
        _outline(axes, (6 + 2 * p + q, 0), 1, 4, look)
        _outline(axes, (6 + 2 * p + q, 6), 1, 1, look)
    for row, name in enumerate(("i=0, j=0", "i=0, j=1", "i=1, j=0", "i=1, j=1")):
        axes.text(5.9, row + 0.5, name, ha="right", va="center", size=9)
    for place, name in enumerate(("0,0", "0,1", "1,0", "1,1")):
        axes.text(6.5 + place, 4.15, name, ha="center", va="top", size=9)
    axes.text(5.9, 4.15, "place p, q", ha="right", va="top", size=9)
    axes.text(2.1, -0.25, "picture", ha="center", va="bottom")
    axes.text(8, -0.25, "columns", ha="center", va="bottom")
    axes.text(2.1, 5.75, "filter as a row", ha="center", va="bottom")
    axes.text(8, 5.75, "filter row times columns", ha="center", va="bottom")
    axes.text(5.05, 6.5, "→", ha="center", va="center", size=14)
    _finish(axes, 10.6, 7.3)
    return figure


def windows_on_a_pixel() -> Figure:
    """Draw how many windows every pixel of a picture lies in, at stride 1 and 2."""
    figure, panels = plt.subplots(1, 2, figsize=(5, 2.9))
    for axes, stride in zip(panels, (1, 2), strict=True):
        X = np.zeros((1, 1, 5, 5))
        ones = np.ones_like(im2col(X, 3, 3, stride))
        _grid(axes, im2col_backward(ones, X, 3, 3, stride)[0, 0], 0, 0)
        _outline(axes, (0, 0), 3, 3, ("C1", "-"))
        _outline(axes, (stride, 0), 3, 3, ("C2", "--"))
        axes.set_title(f"stride {stride}")
        _finish(axes, 5.2, 5.2, -0.2)
    return figure


def dilation() -> Figure:
    """Draw the pixels that a filter of nine weights meets at dilation 1 and 2."""
    figure, panels = plt.subplots(1, 2, figsize=(5, 2.9))
    for axes, step in zip(panels, (1, 2), strict=True):
        X = np.zeros((1, 1, 6, 6))
        dcolumns = np.zeros_like(im2col(X, 3, 3, dilation=step))
        dcolumns[0, :, 0] = 1  # the window of the first place
        met = im2col_backward(dcolumns, X, 3, 3, dilation=step)[0, 0]
        _grid(axes, np.zeros((6, 0)), 0, 0)
        for line in range(7):
            edge = plt.rcParams["axes.edgecolor"]
            axes.plot([0, 6], [line, line], color=edge, linewidth=0.7)
            axes.plot([line, line], [0, 6], color=edge, linewidth=0.7)
        for i, j in np.argwhere(met):
            axes.plot(j + 0.5, i + 0.5, "s", color="C0", markersize=11)
        axes.set_title(f"D = {step}")
        _finish(axes, 6.2, 6.2, -0.2)
    return figure


def groups() -> Figure:
    """Draw which channels each of four filters sees, for one, two and four groups."""
    figure, panels = plt.subplots(1, 3, figsize=(5, 2.5))
    for axes, count in zip(panels, (1, 2, 4), strict=True):
        sees = np.zeros((4, 4))
        for channel in range(4):
            X = np.zeros((1, 4, 1, 1))
            X[0, channel] = 1
            W = np.ones((4, 4 // count, 1, 1))
            sees[:, channel] = conv2d(X, W, np.zeros(4), groups=count)[0, :, 0, 0]
        for line in range(5):
            edge = plt.rcParams["axes.edgecolor"]
            axes.plot([0, 4], [line, line], color=edge, linewidth=0.7)
            axes.plot([line, line], [0, 4], color=edge, linewidth=0.7)
        for filter_, channel in np.argwhere(sees):
            axes.plot(channel + 0.5, filter_ + 0.5, "s", color="C0", markersize=10)
        axes.set(title=f"groups = {count}", xlabel="channel", aspect="equal")
        axes.set(xticks=np.arange(4) + 0.5, xticklabels=range(4))
        axes.set(yticks=np.arange(4) + 0.5, yticklabels=range(4))
        axes.set(xlim=(0, 4), ylim=(4, 0))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.grid(False)
    panels[0].set_ylabel("filter")
    return figure
