"""Figures of docs/networks/perceptron.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.networks.perceptron import perceptron, train_perceptron

POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
XOR = np.array([-1.0, 1.0, 1.0, -1.0])


def bars_and_means() -> Figure:
    """Draw four pictures of bars and the mean picture of each class."""
    images = np.zeros((4, 5, 5))  # no bar, left, right, both
    images[[1, 3], :, 1] = 1
    images[[2, 3], :, 3] = 1
    rows = (
        ("class 1", images[[1, 2]], ("left", "right")),
        ("class −1", images[[0, 3]], ("none", "both")),
    )
    figure, axes = plt.subplots(2, 3, figsize=(4.4, 3.5))
    for panels, (name, pictures, titles) in zip(axes, rows, strict=True):
        shown = [*pictures, pictures.mean(axis=0)]
        for panel, picture, title in zip(panels, shown, (*titles, "mean"), strict=True):
            panel.imshow(picture, vmin=0, vmax=1)
            panel.set(xticks=[], yticks=[], xlabel=title)
            panel.grid(False)
        panels[0].set_ylabel(name)
    return figure


def _heights(w: np.ndarray, b: float, x: np.ndarray) -> np.ndarray:
    """Return the x₂ of the border w₁x₁ + w₂x₂ + b = 0 for the given x₁."""
    return -(w[0] * x + b) / w[1]


def borders_by_epoch() -> Figure:
    """Draw the border after some epochs on two numbers of each digit 0 and 9."""
    X, digit = load_digits(return_X_y=True)
    chosen = np.isin(digit, (0, 9))
    images = X[chosen].reshape(-1, 8, 8) / 16
    centre = images[:, 3:5, 3:5].mean(axis=(1, 2))
    left = images[:, 2:6, 1:3].mean(axis=(1, 2))
    X, y = np.stack([centre, left], axis=1), np.where(digit[chosen] == 9, 1.0, -1.0)
    figure, axes = plt.subplots(figsize=(4.6, 4.6))
    axes.plot(*X[y < 0].T, "o", markersize=3.5, alpha=0.7, label="digit 0")
    axes.plot(*X[y > 0].T, "^", markersize=3.5, alpha=0.7, label="digit 9")
    x = np.array([-0.02, 1.0])
    styles = ((1, ":", "C2"), (3, "-.", "C4"), (6, "--", "C5"), (9, "-", "C3"))
    for epochs, dashes, color in styles:
        w, b, _ = train_perceptron(X, y, np.zeros(2), np.zeros(()), epochs)
        s = X @ w + b
        wrong = int((np.where(s >= 0, 1, -1) != y).sum())
        label = f"epoch {epochs}: {wrong} wrong"
        axes.plot(
            x, _heights(w, float(b), x), linestyle=dashes, color=color, label=label
        )
    axes.set(xlabel="brightness of the centre", ylabel="brightness of the left side")
    axes.set(xlim=(-0.02, 1), ylim=(-0.05, 1))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def mistakes_per_epoch() -> Figure:
    """Draw the mistakes per epoch on separable digits and on XOR."""
    X, digit = load_digits(return_X_y=True)
    chosen = np.isin(digit, (1, 8))
    X, y = X[chosen], np.where(digit[chosen] == 8, 1.0, -1.0)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 4.2), sharex=True)
    epochs = np.arange(1, 31)
    cases = (
        (top, X, y, "o-", "C0", f"digits 1 and 8: {len(y)} samples"),
        (bottom, POINTS, XOR, "^-", "C1", "XOR: 4 samples"),
    )
    for axes, X_case, y_case, style, color, title in cases:
        start = np.zeros(X_case.shape[1]), np.zeros(())
        _, _, mistakes = train_perceptron(X_case, y_case, *start, 30)
        axes.plot(epochs, mistakes, style, color=color, markersize=4)
        axes.set(ylabel="mistakes", title=title)
        axes.set_ylim(-0.05 * mistakes.max(), 1.1 * mistakes.max())
    bottom.set(xlabel="epoch", yticks=range(5))
    return figure


def _points(axes: Axes) -> None:
    """Draw the four points of XOR."""
    for label, marker, color in ((-1, "o", "C0"), (1, "^", "C1")):
        axes.plot(
            *POINTS[label == XOR].T,
            marker,
            color=color,
            markersize=9,
            label=f"class {label}".replace("-", "−"),
            zorder=3,
        )
    axes.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xlabel="x₁", ylabel="x₂")
    axes.set(xticks=[0, 1], yticks=[0, 1], aspect="equal")


def xor_borders() -> Figure:
    """Draw single borders, each wrong somewhere, and the two that enclose class 1."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 3.4), sharey=True)
    x = np.array([-0.5, 1.5])
    borders = (
        ([1.0, 1.0], -0.5, "-", "C2"),
        ([-1.0, -1.0], 1.5, "--", "C3"),
        ([-1.0, 1.2], -0.55, "-.", "C4"),
        ([0.1, 1.0], -0.6, ":", "C5"),
    )
    for w, b, dashes, color in borders:
        W = np.array([w])
        wrong = int((perceptron(POINTS, W, np.array([b]))[:, 0] != XOR).sum())
        left.plot(
            x,
            _heights(W[0], b, x),
            linestyle=dashes,
            color=color,
            label=f"{wrong} wrong",
        )
    for (w, b, dashes, color), name in zip(borders[:2], ("OR", "NAND"), strict=True):
        right.plot(
            x, _heights(np.array(w), b, x), linestyle=dashes, color=color, label=name
        )
    upper, lower = 1.5 - x, 0.5 - x
    right.fill_between(x, lower, upper, color="C1", alpha=0.15, linewidth=0)
    for axes in (left, right):
        _points(axes)
        axes.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, handlelength=1.8,
            columnspacing=1, fontsize=9.5,
        )  # fmt: skip
    right.set_ylabel("")
    return figure
