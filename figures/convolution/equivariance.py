"""Figures of docs/convolution/equivariance.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference, translate
from mlnotes.convolution.pooling import global_avg_pool2d, max_pool2d
from mlnotes.networks.activations import relu


def _digits(count: int) -> np.ndarray:
    """Return the first digits as pictures of 8 by 8 pixels, grey values 0 to 16."""
    X, _ = load_digits(return_X_y=True)
    return X[:count].reshape(-1, 8, 8)


def _arrow_right(axes: Axes) -> None:
    """Draw an arrow with T from a panel to the one on its right."""
    style = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
    place = {"xycoords": "axes fraction", "annotation_clip": False}
    axes.annotate("", (1.22, 0.5), (1.02, 0.5), arrowprops=style, **place)
    axes.annotate("T", (1.12, 0.54), ha="center", va="bottom", **place)


def _arrow_down(axes: Axes, name: str) -> None:
    """Draw an arrow with a name from a panel to the one below."""
    style = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
    place = {"xycoords": "axes fraction", "annotation_clip": False}
    axes.annotate("", (0.8, -0.19), (0.8, -0.01), arrowprops=style, **place)
    axes.annotate(name, (0.84, -0.1), ha="left", va="center", **place)


def commuting_square() -> Figure:
    """Draw a digit, its feature map and both moved: two ways to one map."""
    X = np.zeros((1, 1, 16, 16))
    X[0, 0, 3:11, 2:10] = _digits(4)[3]
    edges = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])[None, None]

    def maps(X: np.ndarray) -> np.ndarray:
        return conv2d(X, edges, np.zeros(1), padding=1)

    of_moved, moved = maps(translate(X, 4, 5)), translate(maps(X), 4, 5)
    largest = float(np.abs(maps(X)).max())
    figure, panels = plt.subplots(3, 2, figsize=(4.2, 6.6))
    figure.set_layout_engine("constrained", wspace=0.16, hspace=0.06)
    pictures = {
        "digit x": X,
        "T x": translate(X, 4, 5),
        "f(x)": maps(X),
        "f(T x)": of_moved,
        "T f(x)": moved,
        "f(T x) − T f(x)": of_moved - moved,
    }
    for axes, (name, picture) in zip(panels.flat, pictures.items(), strict=True):
        low = 0.0 if name in ("digit x", "T x") else -largest
        high = 16.0 if low == 0 else largest
        axes.imshow(picture[0, 0], cmap="gray", vmin=low, vmax=high)
        axes.set_title(name, loc="left")
        axes.set(xticks=[], yticks=[])
        axes.grid(False)
    difference = float(np.abs(of_moved - moved).max())
    panels[2, 1].set_xlabel(f"largest value: {difference:g}")
    _arrow_right(panels[0, 0])
    for axes, letter in zip(panels.flat, "ffT", strict=False):
        _arrow_down(axes, letter)
    return figure


def change_and_window() -> Figure:
    """Draw how much a move changes the output, for pooling windows of several sides."""
    X = np.zeros((50, 1, 24, 24))
    X[:, 0, 8:16, 4:12] = _digits(50)
    W = np.random.default_rng(1).integers(-4, 5, (8, 1, 3, 3)).astype(float)
    moves = range(7)
    maps = [
        relu(conv2d(translate(X, 0, right), W, np.zeros(8), padding=1))
        for right in moves
    ]
    figure, axes = plt.subplots(figsize=(5, 3.6))
    for size, style in ((1, "o-"), (2, "s--"), (4, "^-."), (8, "v:")):
        pooled = [max_pool2d(A, size, size) for A in maps]
        change = [relative_difference(A, pooled[0]) for A in pooled]
        label = f"maximum of {size} × {size}" if size > 1 else "no pooling"
        axes.plot(moves, change, style, markersize=5, label=label)
    whole = [global_avg_pool2d(A) for A in maps]
    change = [relative_difference(A, whole[0]) for A in whole]
    axes.plot(moves, change, "x-", label="average of all")
    axes.set(
        xlabel="move to the right (pixels)", ylabel="relative change of the output"
    )
    axes.set(ylim=(-0.08, 2.05), xticks=list(moves))
    figure.legend(loc="outside upper center", ncols=2)
    return figure
