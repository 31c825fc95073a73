"""Figures of docs/convolution/cross-correlation.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import load_sample_image

from mlnotes.convolution.cross_correlation import (
    FILTERS,
    convolve_full,
    cross_correlate,
    cross_correlate_backward,
)


def _photograph() -> np.ndarray:
    """Return a grey photograph of 106 × 160 pixels with values from 0 to 1."""
    grey = load_sample_image("china.jpg").mean(axis=2) / 255
    return grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))


def _draw_cells(axes: Axes, rows: int, columns: int) -> None:
    """Draw an empty table of rows × columns cells of side 1, row 0 above."""
    for line in range(rows + 1):
        axes.plot([0, columns], [line, line], color="#c9cdd2", linewidth=0.8, zorder=1)
    for line in range(columns + 1):
        axes.plot([line, line], [0, rows], color="#c9cdd2", linewidth=0.8, zorder=1)
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(rows + 0.1, -0.1), aspect="equal")
    axes.set_axis_off()


def _signed(number: np.ndarray) -> str:
    """Write a whole number with a real minus sign."""
    return f"{number:.0f}".replace("-", "−")


def sliding_steps() -> Figure:
    """Draw a filter at its four places: window, weights and resulting number."""
    X = np.array([[3.0, 0, 1, 2], [1, 5, 8, 9], [2, 7, 2, 5], [0, 1, 3, 1]])
    W = np.array([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]])
    A = cross_correlate(X, W)
    figure, panels = plt.subplots(2, 2, figsize=(5, 5.6))
    for (p, q), axes in np.ndenumerate(panels):
        _draw_cells(axes, 4, 4)
        for (i, j), number in np.ndenumerate(X):
            inside = p <= i < p + 3 and q <= j < q + 3
            up = 0.14 if inside else 0
            axes.text(j + 0.5, i + 0.5 - up, _signed(number), ha="center", va="center")
            if inside:
                weight = f"×{_signed(W[i - p, j - q])}"
                where = (j + 0.5, i + 0.76)
                axes.text(*where, weight, ha="center", va="center", size=9, color="C1")
        window = Rectangle((q, p), 3, 3, fill=False, edgecolor="C1", linewidth=2.2)
        axes.add_patch(window)
        axes.set_title(f"p = {p}, q = {q}: sum {_signed(A[p, q])}")
    return figure


def _draw_filter(axes: Axes, name: str) -> None:
    """Draw the nine numbers of a filter, its name above."""
    _draw_cells(axes, 3, 3)
    for (i, j), number in np.ndenumerate(FILTERS[name]):
        text = "1/9" if name == "blur" else _signed(number)
        axes.text(j + 0.5, i + 0.5, text, ha="center", va="center")
    axes.set_title(name)


def _draw_filtered(names: tuple[str, ...], picture: np.ndarray, low: float) -> Figure:
    """Draw filters on the left and what they make of a picture on the right."""
    figure, panels = plt.subplots(
        len(names), 2, figsize=(5, 1.9 * len(names)), width_ratios=[1.15, 3]
    )
    for name, (left, right) in zip(names, panels, strict=True):
        shown = picture[1:-1, 1:-1]
        if name == "photograph":
            left.set_axis_off()
            left.text(0.5, 0.5, name, ha="center", va="center")
        else:
            _draw_filter(left, name)
            shown = cross_correlate(picture, FILTERS[name])
        right.imshow(shown, cmap="gray", vmin=low, vmax=1, interpolation="none")
        right.set_axis_off()
    return figure


def blur_and_sharpen() -> Figure:
    """Draw a part of a photograph, blurred and sharpened."""
    part = _photograph()[24:88, 40:136]
    return _draw_filtered(("photograph", "blur", "sharpen"), part, 0)


def edges() -> Figure:
    """Draw what the edge filters find in a photograph; middle grey is 0."""
    names = "vertical edges", "horizontal edges", "Laplacian"
    return _draw_filtered(names, _photograph(), -1)


def single_pixel() -> Figure:
    """Draw what both operations write around a single pixel of 1."""
    W = np.arange(1.0, 10).reshape(3, 3)
    point = np.zeros((5, 5))
    point[2, 2] = 1
    pictures = {
        "filter": W,
        "cross-correlation": convolve_full(point, W[::-1, ::-1])[1:-1, 1:-1],
        "convolution": convolve_full(point, W)[1:-1, 1:-1],
    }
    figure, panels = plt.subplots(
        1, 3, figsize=(5, 2.2), width_ratios=[3.2, 5.2, 5.2], layout="constrained"
    )
    for axes, (name, picture) in zip(panels, pictures.items(), strict=True):
        _draw_cells(axes, *picture.shape)
        for (i, j), number in np.ndenumerate(picture):
            color = plt.rcParams["text.color" if number else "axes.edgecolor"]
            text = _signed(number)
            where = j + 0.5, i + 0.5
            axes.text(*where, text, ha="center", va="center", color=color)
        axes.set_title(name)
    for axes in panels[1:]:
        window = Rectangle((1, 1), 3, 3, fill=False, edgecolor="C1", linewidth=2.2)
        axes.add_patch(window)
    return figure


def learned_filter() -> Figure:
    """Draw how far gradient descent is from the filter that made the example."""
    figure, axes = plt.subplots(figsize=(5, 3.4))
    photo = _photograph()
    for name, X, style in (
        ("noise", np.random.default_rng(0).normal(size=(16, 16)), "-o"),
        ("photograph", photo, "--s"),
        ("photograph minus its mean", photo - photo.mean(), ":^"),
    ):
        A, W = cross_correlate(X, FILTERS["vertical edges"]), np.zeros((3, 3))
        windows = np.lib.stride_tricks.sliding_window_view(X, (3, 3)).reshape(-1, 9)
        rate = A.size / np.linalg.norm(windows, ord=2) ** 2
        steps, gaps = np.arange(1, 1001), []
        for _ in steps:
            dA = (cross_correlate(X, W) - A) / A.size
            W = W - rate * cross_correlate_backward(dA, X, W)[1]
            gaps.append(np.abs(W - FILTERS["vertical edges"]).max())
        axes.loglog(steps, gaps, style, markevery=[0, 9, 99, 999], label=name)
    axes.set(xlabel="step", ylabel="largest error of a weight", ylim=(1e-6, 10))
    axes.legend(loc="center right")
    return figure
