"""Figures of docs/training/penalties.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_diabetes, load_digits

from mlnotes.linear.gradient_descent import subgradient_descent
from mlnotes.training.adaptive_rates import adam_step, adamw_step
from mlnotes.training.penalties import (
    l1_penalty_backward,
    l2_penalty_backward,
    lasso,
    ridge,
    soft_threshold,
)

STYLES = ("-", "--", "-.", ":")


def decay_under_adam() -> Figure:
    """Draw four weights with gradients of four sizes under Adam with L2 and AdamW."""
    sizes = np.array([0.01, 0.1, 1, 10])
    rate, strength, steps = 1e-3, 0.1, 2000
    penalised, decayed = [np.ones(4)], [np.ones(4)]
    m, v, m_decayed, v_decayed = np.zeros((4, 4))
    for t in range(1, steps + 1):
        g = sizes * (-1) ** t
        dpenalty = l2_penalty_backward(1.0, penalised[-1], strength)
        theta, m, v = adam_step(penalised[-1], g + dpenalty, m, v, t, rate)
        penalised.append(theta)
        theta, m_decayed, v_decayed = adamw_step(
            decayed[-1], g, m_decayed, v_decayed, t, rate, strength=strength
        )
        decayed.append(theta)
    figure, panels = plt.subplots(2, 1, figsize=(4.8, 5.4), sharex=True, sharey=True)
    titles = "L2 in the gradient of Adam", "decoupled: AdamW"
    for axes, path, title in zip(panels, (penalised, decayed), titles, strict=True):
        for i, style in enumerate(STYLES):
            axes.plot(np.array(path)[:, i], style, label=f"{sizes[i]:g}")
        axes.set(ylabel="weight w", title=title, ylim=(-0.05, 1.1))
    panels[1].set_xlabel("step")
    panels[1].legend(title="size of the gradient", loc="lower left", ncols=2)
    return figure


def shrinkage() -> Figure:
    """Draw what ridge and lasso make of a weight, if the columns are orthonormal."""
    z = np.linspace(-3, 3, 301)
    figure, axes = plt.subplots(figsize=(4.4, 3.6))
    axes.plot(z, z, ":", color=plt.rcParams["axes.edgecolor"], label="no penalty")
    axes.plot(z, z / 2, "--", label="ridge: z / (1 + λ)")
    axes.plot(z, soft_threshold(z, 1.0), "-", label="lasso: soft threshold λ")
    axes.set(xlabel="weight z without a penalty", ylabel="weight with λ = 1")
    axes.legend(loc="upper left")
    return figure


def _draw_ball(axes: Axes, X: np.ndarray, y: np.ndarray, norm: int) -> None:
    """Draw contours of the loss, the ball of one norm and the lowest point in it."""
    w = lasso(X, y, 4.0, 500) if norm == 1 else ridge(X, y, 4.0)
    radius = np.linalg.norm(w, norm)
    angle = np.linspace(0, 2 * np.pi, 361)
    ball = np.stack([np.cos(angle), np.sin(angle)])
    ball *= radius / np.linalg.norm(ball, norm, axis=0)
    axes.fill(*ball, color="C0", alpha=0.2)
    axes.plot(*ball, "C0")
    first, second = np.linspace(-1, 2.6, 81), np.linspace(-1, 2.2, 81)
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    costs = ((grid @ X.T - y) ** 2).sum(axis=-1) / 2
    here = ((X @ w - y) ** 2).sum() / 2
    free = np.linalg.lstsq(X, y)[0]
    least = ((X @ free - y) ** 2).sum() / 2
    levels = least + (here - least) * np.array([0.1, 0.4, 1, 1.9])
    axes.contour(
        first,
        second,
        costs,
        levels=levels,
        colors=plt.rcParams["axes.edgecolor"],
        linewidths=0.8,
    )
    axes.plot(*free, "x", color="C2", markersize=8, markeredgewidth=2)
    axes.plot(*w, "o", color="C1", markersize=8)
    axes.axhline(0, color=plt.rcParams["axes.edgecolor"], linewidth=0.6)
    axes.axvline(0, color=plt.rcParams["axes.edgecolor"], linewidth=0.6)
    axes.grid(False)
    axes.set(aspect="equal", xlabel="w₁", xlim=(-1, 2.6), ylim=(-1, 2.2))
    axes.set(xticks=[-1, 0, 1, 2], yticks=[-1, 0, 1, 2])


def corner() -> Figure:
    """Draw why the diamond of the L1 norm has its lowest point at a corner."""
    X = np.array([[1.6, 0.6], [0.2, 1.5], [0.7, 0.9]])
    y = X @ np.array([1.9, 0.5])
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.9), sharey=True)
    _draw_ball(left, X, y, 1)
    _draw_ball(right, X, y, 2)
    left.set(ylabel="w₂", title="lasso")
    right.set(title="ridge")
    return figure


def zeros_over_strength() -> Figure:
    """Draw weights of lasso and ridge over λ on the diabetes data, and the zeros."""
    X, y = map(np.asarray, load_diabetes(return_X_y=True))
    X, y = (X - X.mean(axis=0)) / X.std(axis=0), y - y.mean()
    strengths = np.geomspace(100, 40_000, 25)
    sparse = np.array([lasso(X, y, strength, 1500) for strength in strengths])
    dense = np.array([ridge(X, y, strength) for strength in strengths])
    rate = 1 / float(np.linalg.norm(X, 2)) ** 2
    steps = np.array(
        [
            subgradient_descent(
                lambda w, strength=strength: (
                    X.T @ (X @ w - y) + l1_penalty_backward(1.0, w, strength)
                ),
                np.zeros(10),
                rate,
                300,
            )[-1]
            for strength in strengths
        ]
    )
    figure, panels = plt.subplots(3, 1, figsize=(4.8, 7.2), sharex=True)
    paths = (panels[0], sparse, "lasso"), (panels[1], dense, "ridge")
    for axes, weights, name in paths:
        for i, line in enumerate(weights.T):
            axes.semilogx(strengths, line, f"C{i % 6}{STYLES[i % 4]}", linewidth=1.4)
        axes.set(ylabel="weights", title=name)
    runs = (sparse, "C0o-", "lasso"), (dense, "C1s--", "ridge")
    for weights, style, name in (*runs, (steps, "C2x:", "L1, subgradient steps")):
        zeros = (weights == 0).sum(axis=1)
        panels[2].semilogx(strengths, zeros, style, markersize=6, label=name)
    panels[2].set(xlabel="λ", ylabel="weights that are 0", ylim=(-0.7, 10.7))
    panels[2].legend(loc="upper left")
    return figure


def error_over_strength() -> Figure:
    """Draw training and test error of ridge over λ on 60 threes and eights."""
    X, y = load_digits(return_X_y=True)
    chosen = np.isin(y, (3, 8))
    X, y = X[chosen] / 16, np.where(y[chosen] == 8, 1.0, -1.0)
    strengths = np.logspace(-4, 4, 17)
    errors = np.empty((20, 17, 2))
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(len(X))
        train, test = order[:60], order[60:]
        mean, middle = X[train].mean(axis=0), y[train].mean()
        for i, strength in enumerate(strengths):
            w = ridge(X[train] - mean, y[train] - middle, strength)
            squares = ((X - mean) @ w + middle - y) ** 2
            errors[seed, i] = squares[train].mean(), squares[test].mean()
    figure, axes = plt.subplots(figsize=(4.8, 3.4))
    for part, style, name in ((0, "C0--", "60 training samples"), (1, "C1-", "others")):
        low, middle, high = np.quantile(errors[:, :, part], (0.1, 0.5, 0.9), axis=0)
        axes.fill_between(strengths, low, high, color=style[:2], alpha=0.2)
        axes.plot(strengths, middle, style, label=name)
    axes.set(xscale="log", xlabel="λ", ylabel="mean squared error", ylim=(-0.05, 2))
    axes.legend(loc="upper center")
    return figure
