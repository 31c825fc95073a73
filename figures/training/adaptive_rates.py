"""Figures of docs/training/adaptive-rates.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.training import sgd_problems
from mlnotes.training.adaptive_rates import (
    adagrad_step,
    adam_step,
    adamw_step,
    rmsprop_step,
)
from mlnotes.training.momentum import momentum_step, nesterov_step

State = tuple[np.ndarray, np.ndarray, np.ndarray]
STEPS: dict[str, Callable[..., State]] = {  # θ, m, v after step t with rate a
    "SGD": lambda θ, g, m, v, t, a: (sgd_problems.sgd_step(θ, g, a), m, v),
    "momentum": lambda θ, g, m, v, t, a: (*momentum_step(θ, g, m, a), v),
    "Nesterov": lambda θ, g, m, v, t, a: (*nesterov_step(θ, g, m, a), v),
    "Adagrad": lambda θ, g, m, v, t, a: (*adagrad_step(θ, g, m, a), v),
    "RMSprop": lambda θ, g, m, v, t, a: (*rmsprop_step(θ, g, m, a), v),
    "Adam": adam_step,
    "AdamW": adamw_step,
}
MARKERS = dict(zip(STEPS, ("o-", "s--", "^:", "o-", "s--", "^:", "D-."), strict=True))
# What snippets/training/adaptive_rates_race.py finds on its grid; a test compares
# them. Who does not arrive on Rosenbrock's valley gets the rate of its lowest end.
RATES = {
    "ravine": (0.05, 0.01, 0.05, 1.0, 0.01, 0.05, 0.1),
    "saddle": (1.0, 0.2, 0.5, 1.0, 0.02, 0.05, 0.05),
    "rosenbrock": (0.002, 0.002, 0.001, 1.0, 0.01, 0.5, 0.2),
}
STARTS = {"ravine": (-2.0, 0.6), "saddle": (-1.5, 0.001), "rosenbrock": (-1.2, 1.0)}


def _path(surface: str, name: str, learning_rate: float, steps: int) -> np.ndarray:
    """Return the start and the points after each step, shape (steps + 1, 2)."""
    gradient = getattr(sgd_problems, f"{surface}_backward")
    points, m, v = [np.array(STARTS[surface])], np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        theta, g = points[-1], gradient(np.ones(()), points[-1])
        theta, m, v = STEPS[name](theta, g, m, v, t, learning_rate)
        points.append(theta)
    return np.stack(points)


def _contours(
    axes: Axes, surface: str, box: tuple[float, float, float, float], levels: np.ndarray
) -> None:
    """Draw the contours of a surface inside a box."""
    x, y = np.linspace(*box[:2], 121), np.linspace(*box[2:], 121)
    losses = getattr(sgd_problems, surface)(np.stack(np.meshgrid(x, y), axis=-1))
    grey = plt.rcParams["axes.edgecolor"]
    axes.contour(
        x, y, losses, levels=levels, colors=grey, linewidths=0.6, linestyles="solid"
    )
    axes.grid(False)
    axes.set(xlim=box[:2], ylim=box[2:], ylabel="y")


def _race(
    surface: str,
    box: tuple[float, float, float, float],
    levels: np.ndarray,
    minima: list[tuple[float, float]],
    steps: int,
    every: int,
) -> Figure:
    """Draw the paths of all optimisers, those without divisor in the upper panel."""
    figure, panels = plt.subplots(2, 1, figsize=(5, 6.4), sharex=True)
    for axes, names in zip(panels, (list(STEPS)[:3], list(STEPS)[3:]), strict=True):
        _contours(axes, surface, box, levels)
        for name in names:
            rate = RATES[surface][list(STEPS).index(name)]
            points = _path(surface, name, rate, steps)
            axes.plot(
                *points.T,
                MARKERS[name],
                label=f"{name}, α = {rate:g}",
                markersize=4,
                markevery=every,
                linewidth=1.3,
            )
        axes.plot(*np.transpose(minima), "*", color="C5", markersize=13, zorder=0)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    panels[0].tick_params(labelbottom=True)
    panels[1].set_xlabel("x")
    return figure


def ravine_race() -> Figure:
    """Draw the first steps of all optimisers in the ravine."""
    levels = np.geomspace(0.02, 6, 9)
    return _race("ravine", (-2.2, 0.6, -0.95, 0.95), levels, [(0, 0)], 40, 1)


def saddle_race() -> Figure:
    """Draw the first steps of all optimisers at the saddle point."""
    levels = np.linspace(-0.24, 1.2, 13)
    minima = [(0.0, 1.0), (0.0, -1.0)]
    return _race("saddle", (-1.7, 1.3, -1.3, 1.6), levels, minima, 40, 1)


def rosenbrock_race() -> Figure:
    """Draw 300 steps of all optimisers in Rosenbrock's valley."""
    levels = np.geomspace(0.1, 2500, 10)
    return _race("rosenbrock", (-1.8, 1.8, -1, 2.4), levels, [(1, 1)], 300, 20)


def step_lengths() -> Figure:
    """Draw the step lengths at a constant gradient over the steps."""
    steps, g = np.arange(1, 1001), np.ones(1)
    ours: dict[str, list[float]] = {"Adagrad": [], "RMSprop": [], "Adam": []}
    states = {name: (np.zeros(1), np.zeros(1), np.zeros(1)) for name in ours}
    raw = []
    for t in steps:
        for name, lengths in ours.items():
            before = states[name][0]
            states[name] = STEPS[name](before, g, *states[name][1:], int(t), 1.0)
            lengths.append((before - states[name][0])[0])
        _, m, v = states["Adam"]
        raw.append((m / np.sqrt(v))[0])
    figure, axes = plt.subplots(figsize=(5, 3.6))
    for (name, lengths), style in zip(ours.items(), ("-", "--", "-."), strict=True):
        axes.loglog(steps, lengths, style, label=name)
    axes.loglog(steps, raw, ":", label="Adam without correction")
    axes.set(xlabel="step t", ylabel="step / α")
    axes.legend(loc="lower left")
    return figure
