"""Figures of docs/linear/scores.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores


def templates() -> Figure:
    """Draw the mean image of each digit as the row of W that it is."""
    X, y = load_digits(return_X_y=True)
    figure, axes = plt.subplots(2, 5)
    for k, panel in enumerate(axes.flat):
        mean = X[y == k].mean(axis=0).reshape(8, 8)
        panel.imshow(mean / 16, vmin=0, vmax=1)
        panel.set(xticks=[], yticks=[], xlabel=f"row {k}")
    return figure


def line_with_and_without_bias() -> Figure:
    """Draw two clouds on one ray, the best line through the origin, one with a bias."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 100)
    X = rng.normal(scale=0.3, size=(200, 2)) + np.where(y == 0, 1, 3)[:, np.newaxis]
    angles = np.linspace(0, 2 * np.pi, 721)
    W = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    s = linear_scores(X, W, np.zeros(721))
    w = W[((s > 0) == (y == 1)[:, np.newaxis]).mean(axis=0).argmax()]

    figure, axes = plt.subplots()
    axes.plot(*X[y == 0].T, "o", markersize=4, label="class 0")
    axes.plot(*X[y == 1].T, "^", markersize=4, label="class 1")
    x = np.array([-1.0, 5.0])
    axes.plot(x, -w[0] / w[1] * x, "--", label="best without b")
    axes.plot(x, 4 - x, label="with b")
    axes.plot(0, 0, "P", markersize=8, label="origin")
    axes.set(xlim=(-0.4, 4.4), ylim=(-0.4, 4.4), xlabel="x₁", ylabel="x₂")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
