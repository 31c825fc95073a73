"""Figures of docs/training/newton.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.training.newton import (
    damp,
    newton_step,
    rosenbrock_hessian,
    saddle_hessian,
)
from mlnotes.training.sgd_problems import (
    rosenbrock,
    rosenbrock_backward,
    saddle,
    saddle_backward,
    sgd_step,
)


def quadratic_model() -> Figure:
    """Draw a cost, its quadratic approximations at two points, and their minima."""
    grid = np.linspace(-1.6, 2.2, 200)
    figure, axes = plt.subplots(figsize=(5, 3.6))
    axes.plot(
        grid,
        np.exp(grid) - 2 * grid,
        color=plt.rcParams["axes.edgecolor"],
        label="cost J",
    )
    theta = np.array([-0.4])
    for number, style in ((0, "--"), (1, ":")):
        cost = np.exp(theta) - 2 * theta
        g, curvature = np.exp(theta) - 2, np.exp(theta)
        model = cost + g * (grid - theta) + curvature / 2 * (grid - theta) ** 2
        (line,) = axes.plot(
            grid, model, style, label=f"approximation at θ{'₀₁'[number]}"
        )
        axes.plot(theta, cost, "o", color=line.get_color(), markersize=7)
        new = newton_step(theta, g, np.diag(curvature))
        low = cost + g * (new - theta) + curvature / 2 * (new - theta) ** 2
        axes.plot(new, low, "s", color=line.get_color(), markersize=7)
        theta = new
    axes.set(xlabel="θ", ylabel="J", ylim=(-2.6, 5))
    axes.legend(loc="lower left")
    return figure


def saddle_paths() -> Figure:
    """Draw Newton's method near a saddle point, without damping and with it."""
    x, y = np.linspace(-1.2, 1.2, 121), np.linspace(-1.4, 1.4, 121)
    losses = saddle(np.stack(np.meshgrid(x, y), axis=-1))
    grey = plt.rcParams["axes.edgecolor"]
    figure, axes = plt.subplots(figsize=(5, 4.6))
    axes.contour(
        x,
        y,
        losses,
        levels=np.linspace(-0.24, 1, 13),
        colors=grey,
        linewidths=0.6,
        linestyles="solid",
    )
    for (start, strength), style in {
        ((0.8, 0.3), 0.0): "o-",
        ((0.8, 0.9), 0.0): "s--",
        ((0.8, 0.3), 1.5): "^:",
    }.items():
        path = [np.array(start)]
        for _ in range(20):
            g = saddle_backward(np.ones(()), path[-1])
            H = damp(saddle_hessian(path[-1]), strength)
            path.append(newton_step(path[-1], g, H))
        label = f"start y = {start[1]}, λ = {strength:g}"
        axes.plot(*np.transpose(path), style, markersize=6, label=label)
    axes.plot([0, 0], [1, -1], "*", color="C5", markersize=14, zorder=0)
    axes.grid(False)
    axes.set(xlabel="x", ylabel="y")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=1)
    return figure


def rosenbrock_path() -> Figure:
    """Draw six steps of Newton's method and 500 of gradient descent."""
    x, y = np.linspace(-1.6, 1.5, 121), np.linspace(-3.6, 1.9, 121)
    losses = rosenbrock(np.stack(np.meshgrid(x, y), axis=-1))
    figure, axes = plt.subplots(figsize=(5, 4.2))
    grey = plt.rcParams["axes.edgecolor"]
    axes.contour(
        x, y, losses, levels=np.geomspace(0.3, 2500, 10), colors=grey, linewidths=0.6
    )
    newton, descent = [np.array([-1.2, 1.0])], [np.array([-1.2, 1.0])]
    for _ in range(6):
        g = rosenbrock_backward(np.ones(()), newton[-1])
        newton.append(newton_step(newton[-1], g, rosenbrock_hessian(newton[-1])))
    for _ in range(500):
        g = rosenbrock_backward(np.ones(()), descent[-1])
        descent.append(sgd_step(descent[-1], g, 0.001))
    axes.plot(*np.transpose(newton), "o-", label="Newton, 6 steps")
    points = np.transpose(descent)
    axes.plot(*points, "s--", markevery=50, markersize=5, label="gradient, 500 steps")
    axes.plot(1, 1, "*", color="C5", markersize=14, zorder=0)
    for number in (0, 1, 2, 3):
        axes.annotate(
            str(number),
            (newton[number][0], newton[number][1]),
            xytext=(7, -4),
            textcoords="offset points",
        )
    axes.grid(False)
    axes.set(xlabel="x", ylabel="y")
    axes.legend(loc="lower left")
    return figure
