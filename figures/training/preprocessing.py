"""Figures of docs/training/preprocessing.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_iris, load_wine

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.linear.scores import linear_scores
from mlnotes.training.preprocessing import (
    least_squares_hessian,
    standardize,
    standardize_statistics,
)


def conditioning() -> Figure:
    """Draw the same two features raw, centred and standardised, with descent paths."""
    X = load_wine(return_X_y=True)[0][:, [0, 3]]
    mean, std = standardize_statistics(X)
    figure, panels = plt.subplots(3, 1, figsize=(4.4, 6.6))
    for axes, name, features in (
        (panels[0], "raw", X),
        (panels[1], "centred", X - mean),
        (panels[2], "centred and scaled", standardize(X, mean, std)),
    ):
        H = least_squares_hessian(features)
        (low, high), axes_of_valley = np.linalg.eigh(H)
        theta = axes_of_valley @ [1 / np.sqrt(low), 1 / np.sqrt(high)]
        path = gradient_descent(lambda w, H=H: H @ w, theta, 2 / (low + high), 1000)
        cost = (path @ H * path).sum(axis=1) / 2
        steps = int((cost > 0.01 * cost[0]).argmin())
        reach = 1.25 * np.abs(path).max()
        grid = np.linspace(-reach, reach, 201)
        points = np.stack(np.meshgrid(1.9 * grid, grid), axis=-1)
        axes.contour(
            1.9 * grid,
            grid,
            ((points @ H) * points).sum(axis=-1) / 2,
            levels=np.array([0.01, 0.1, 0.3, 0.6, 1]),
            colors=plt.rcParams["axes.edgecolor"],
            linewidths=0.7,
        )
        axes.plot(*path[: steps + 1].T, "o-", color="C1", markersize=3, linewidth=1)
        axes.plot(*path[0], "s", color="C0", markersize=6)
        axes.plot(0, 0, "*", color="C2", markersize=11)
        axes.grid(False)
        axes.set(title=f"{name}: condition {high / low:.3g}, {steps} steps")
        axes.set(aspect="equal", ylabel="weight 2")
    panels[2].set_xlabel("weight 1, from the minimum")
    return figure


def sensitivity() -> Figure:
    """Draw a border with 25 disturbed copies, for raw and for centred features."""
    X, y = load_iris(return_X_y=True)
    X, y = X[y < 2, :2], np.where(y[y < 2] == 0, -1.0, 1.0)
    mean, _ = standardize_statistics(X)
    best, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y)
    W, b = best[None, :2], best[2:]
    changes = np.random.default_rng(0).normal(scale=0.05, size=(25, 1, 2))
    figure, panels = plt.subplots(2, 1, figsize=(4.4, 6.2))
    for axes, name, features, bias in (
        (panels[0], "raw", X, b),
        (panels[1], "centred", X - mean, b + W @ mean),
    ):
        middle, edge = features.mean(axis=0), plt.rcParams["axes.edgecolor"]
        first = middle[0] + np.array([-2.0, 2.0])
        wrong = []
        for change in changes:
            w = (W + change)[0]
            axes.plot(first, -(w[0] * first + bias) / w[1], color=edge, linewidth=0.5)
            s = linear_scores(features, W + change, bias)[:, 0]
            wrong.append((np.sign(s) != y).mean())
        axes.plot(first, -(W[0, 0] * first + bias) / W[0, 1], "--", color="C2")
        for label, marker in ((-1, "C0o"), (1, "C1^")):
            axes.plot(*features[y == label].T, marker, markersize=4)
        axes.set(xlim=first, ylim=middle[1] + np.array([-1.5, 1.5]))
        axes.grid(False)
        axes.set(title=f"{name}: {100 * np.mean(wrong):.0f} % wrong after the change")
        axes.set_ylabel("sepal width")
    panels[1].set_xlabel("sepal length")
    return figure
