"""Figures of docs/convolution/pooling.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import load_sample_image

from mlnotes.convolution.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

NUMBERS = np.array([[1.0, 3, 2, 0], [5, 2, 4, 1], [0, 1, 8, 6], [2, 7, 3, 5]])
UPSTREAM = np.array([[10.0, 20], [30, 40]])


def _draw_numbers(axes: Axes, values: np.ndarray, framed: np.ndarray | None) -> None:
    """Write a table of numbers; its quarters in four colours, some cells framed."""
    side = len(values)
    for i, j in np.ndindex(side, side):
        colour = f"C{2 * (2 * i // side) + 2 * j // side}"
        cell = Rectangle((j, i), 1, 1, facecolor=colour, alpha=0.22, linewidth=0)
        axes.add_patch(cell)
        axes.text(j + 0.5, i + 0.5, f"{values[i, j]:g}", ha="center", va="center")
        if framed is not None and framed[i, j]:
            axes.add_patch(
                Rectangle(
                    (j + 0.1, i + 0.1),
                    0.8,
                    0.8,
                    facecolor="none",
                    edgecolor=plt.rcParams["text.color"],
                    linewidth=1.2,
                )
            )
    axes.plot([0, side], [side / 2] * 2, color=plt.rcParams["axes.edgecolor"])
    axes.plot([side / 2] * 2, [0, side], color=plt.rcParams["axes.edgecolor"])
    axes.set(xlim=(-0.05, side + 0.05), ylim=(side + 0.05, -0.05), aspect="equal")
    axes.set_axis_off()


def windows_and_gradients() -> Figure:
    """Draw 4 × 4 numbers, their pooled 2 × 2 numbers and the way of the gradient."""
    X, dA = NUMBERS[np.newaxis, np.newaxis], UPSTREAM[np.newaxis, np.newaxis]
    figure, panels = plt.subplots(
        3, 2, figsize=(4.4, 5.6), gridspec_kw={"height_ratios": [4, 2, 4]}
    )
    largest = max_pool2d_backward(np.ones_like(dA), X, 2, 2)[0, 0] > 0
    for column, (name, pool, backward, framed) in enumerate(
        (
            ("maximum", max_pool2d, max_pool2d_backward, largest),
            ("average", avg_pool2d, avg_pool2d_backward, None),
        )
    ):
        top, middle, bottom = panels[:, column]
        _draw_numbers(top, NUMBERS, framed)
        top.set_title(f"{name}: X")
        _draw_numbers(middle, pool(X, 2, 2)[0, 0], None)
        middle.set_title("A")
        _draw_numbers(bottom, backward(dA, X, 2, 2)[0, 0], framed)
        bottom.set_title("gradient of X")
    return figure


def noisy_photograph() -> Figure:
    """Draw a noisy photograph, and what both poolings make of it."""
    grey = load_sample_image("china.jpg")[40:360, 160:480].mean(axis=2) / 255
    clean = avg_pool2d(grey[np.newaxis, np.newaxis], 2, 2)
    noisy = clean + np.random.default_rng(0).normal(scale=0.2, size=clean.shape)
    mean, highest = avg_pool2d(noisy, 4, 4), max_pool2d(noisy, 4, 4)
    pictures = {
        "with noise, 160 × 160": noisy,
        "average of the clean one": avg_pool2d(clean, 4, 4),
        "average, 40 × 40": mean,
        "maximum, 40 × 40": highest,
    }
    figure, panels = plt.subplots(2, 2, figsize=(5, 5.3))
    for axes, (name, picture) in zip(panels.flat, pictures.items(), strict=True):
        axes.imshow(picture[0, 0], cmap="gray", vmin=0, vmax=1, interpolation="none")
        axes.set_title(name)
        axes.set_axis_off()
    return figure


def noise_and_window() -> Figure:
    """Draw how much noise both poolings leave, over the side of the window."""
    noise = np.random.default_rng(0).normal(size=(1, 1, 840, 840))
    sides = np.arange(1, 8)
    figure, axes = plt.subplots()
    for pool, style, label in (
        (max_pool2d, "^-", "maximum: squared error"),
        (avg_pool2d, "o", "average: squared error"),
    ):
        error = [(pool(noise, size, size) ** 2).mean() for size in sides.tolist()]
        axes.semilogy(sides, error, style, label=label)
    axes.semilogy(sides, 1 / sides**2, "--", label="1/F²")
    axes.set(xlabel="side F of the window", ylabel="noise that is left", xticks=sides)
    axes.set_yticks([0.02, 0.1, 1, 5], ["0.02", "0.1", "1", "5"])
    axes.minorticks_off()
    axes.legend(loc="center right")
    return figure
