"""Figures of docs/training/sgd-problems.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from mlnotes.training.sgd_problems import (
    best_constant_rate,
    noise_floor,
    positive_definite_share,
    ravine,
    ravine_backward,
    saddle,
    saddle_backward,
    sgd_step,
)

RAVINE_START = np.array([-2.0, 0.6])


def _path(
    gradient: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    learning_rate: float,
    steps: int,
) -> np.ndarray:
    """Return the start and the points after each step of SGD."""
    path = [start]
    for _ in range(steps):
        path.append(sgd_step(path[-1], gradient(path[-1]), learning_rate))
    return np.stack(path)


def _contours(
    axes: Axes,
    surface: Callable[[np.ndarray], np.ndarray],
    x: tuple[float, float],
    y: tuple[float, float],
    levels: np.ndarray,
) -> None:
    """Draw a surface over x and y."""
    first, second = np.linspace(*x, 121), np.linspace(*y, 121)
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    colour = plt.rcParams["axes.edgecolor"]
    axes.contour(
        first,
        second,
        surface(grid),
        levels=levels,
        colors=colour,
        linewidths=0.6,
        linestyles="solid",
    )
    axes.grid(False)
    axes.set(xlabel="x", ylabel="y", xlim=x, ylim=y)


def _ravine_gradient(theta: np.ndarray) -> np.ndarray:
    return ravine_backward(np.ones(theta.shape[:-1]), theta)


def _saddle_gradient(theta: np.ndarray) -> np.ndarray:
    return saddle_backward(np.ones(theta.shape[:-1]), theta)


def ravine_paths() -> Figure:
    """Draw three rates in the ravine, as paths and as distance over steps."""
    best, factor = best_constant_rate(1, 25)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 5.6))
    _contours(top, ravine, (-2.2, 0.6), (-0.8, 0.8), np.geomspace(0.02, 9, 9))
    rates = (
        (0.02, "C0", "o-", "α = 0.02"),
        (best, "C1", "s-", "α = 1/13"),
        (0.081, "C3", "^-", "α = 0.081"),
    )
    for rate, colour, style, label in rates:
        path = _path(_ravine_gradient, RAVINE_START, rate, 60)
        look = {"color": colour, "linewidth": 1, "markersize": 4}
        if rate <= best:
            top.plot(*path.T, style, **look)
        distance = np.linalg.norm(path, axis=1)
        bottom.semilogy(distance, style, markevery=6, label=label, **look)
    top.annotate(
        "start", RAVINE_START, xytext=(5, 5), textcoords="offset points", ha="left"
    )
    steps = np.arange(61)
    ideal = np.linalg.norm(RAVINE_START) * factor**steps
    grey = plt.rcParams["text.color"]
    bottom.semilogy(steps, ideal, ":", color=grey, label="factor 12/13")
    bottom.set(xlabel="step", ylabel="distance from minimum")
    bottom.legend(loc="lower left")
    return figure


def saddle_paths() -> Figure:
    """Draw the escape from a saddle point for starts at several distances."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 6.2))
    levels = np.array([-0.24, -0.2, -0.12, -0.04, 0, 0.1, 0.3, 0.7, 1.3])
    _contours(top, saddle, (-1.7, 0.7), (-0.45, 1.35), levels)
    starts = (
        (1e-2, "C0", "o-", "10⁻²"),
        (1e-4, "C1", "s-", "10⁻⁴"),
        (1e-8, "C2", "^-", "10⁻⁸"),
        (0.0, "C3", "x-", "0"),
    )
    for start, colour, style, label in starts:
        path = _path(_saddle_gradient, np.array([-1.5, start]), 0.1, 250)
        look = {"color": colour, "linewidth": 1.2, "markersize": 5}
        if start in (1e-2, 0.0):
            top.plot(*path.T, style, label=f"start |y| = {label}", **look)
        if start:
            bottom.semilogy(path[:, 1], style, markevery=20, label=label, **look)
    top.annotate("minimum", (0, 1), xytext=(10, 4), textcoords="offset points")
    top.annotate("saddle point", (0, 0), xytext=(8, -14), textcoords="offset points")
    top.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    bottom.axhline(0.5, linestyle=":", color=plt.rcParams["text.color"])
    bottom.annotate("|y| = 0.5", (250, 0.35), ha="right", va="top")
    bottom.set(xlabel="step", ylabel="distance |y| from the ridge")
    bottom.legend(loc="lower right", title="|y| at the start")
    return figure


def share_of_minima() -> Figure:
    """Draw how rarely all eigenvalues of a random symmetric matrix are positive."""
    rng, sizes = np.random.default_rng(0), np.arange(1, 6)
    shares = [positive_definite_share(int(d), 60_000, rng) for d in sizes]
    figure, axes = plt.subplots(figsize=(5, 3))
    axes.semilogy(sizes, shares, "o-", label="random symmetric matrix")
    axes.semilogy(sizes, 0.5**sizes, "s--", label="independent signs, 1/2ᵈ")
    axes.set(xlabel="dimension d", ylabel="all eigenvalues positive")
    axes.set_xticks(sizes)
    axes.legend(loc="lower left")
    return figure


def noise_clouds() -> Figure:
    """Draw where SGD stays around a minimum for two rates, with the formula."""
    rng = np.random.default_rng(0)
    figure, both = plt.subplots(2, 1, figsize=(5, 5), sharex=True)
    for axes, rate, colour, marker in zip(
        both, (0.04, 0.004), ("C1", "C0"), "s.", strict=True
    ):
        _contours(axes, ravine, (-0.6, 0.6), (-0.17, 0.17), np.geomspace(0.004, 0.4, 7))
        path = _path(
            lambda theta: _ravine_gradient(theta) + rng.normal(size=2),
            np.zeros(2),
            rate,
            4000,
        )[::10]
        axes.plot(*path.T, marker, color=colour, markersize=3, alpha=0.7)
        x, y = (noise_floor(1, curvature, rate) ** 0.5 for curvature in (1, 25))
        axes.add_patch(
            Ellipse(
                (0, 0),
                4 * x,
                4 * y,
                fill=False,
                linewidth=1.8,
                linestyle="--",
                edgecolor=plt.rcParams["text.color"],
                zorder=4,
            )
        )
        axes.set_title(f"α = {rate}")
    both[0].set_xlabel("")
    return figure
