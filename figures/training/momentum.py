"""Figures of docs/training/momentum.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from figures.training.sgd_problems import (
    RAVINE_START,
    _contours,
    _path,
    _ravine_gradient,
)
from mlnotes.training.momentum import (
    best_momentum,
    momentum_factor,
    momentum_step,
    nesterov_factor,
    velocity_step,
)
from mlnotes.training.sgd_problems import best_constant_rate, ravine


def ravine_paths() -> Figure:
    """Draw momentum and SGD in the ravine, as paths and as distance over steps."""
    plain_rate, _ = best_constant_rate(1, 25)
    rate, rho, _ = best_momentum(1, 25)
    plain = _path(_ravine_gradient, RAVINE_START, plain_rate, 40)
    theta, v = RAVINE_START, np.zeros(2)
    path = [theta]
    for _ in range(40):
        theta, v = momentum_step(theta, _ravine_gradient(theta), v, rate, rho)
        path.append(theta)
    heavy = np.stack(path)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 5.6))
    _contours(top, ravine, (-2.2, 0.6), (-1.25, 1.25), np.geomspace(0.02, 30, 10))
    for points, colour, style, label in (
        (plain, "C1", "s--", "SGD, α = 1/13"),
        (heavy, "C0", "o-", "momentum, α = 1/9, ρ = 4/9"),
    ):
        look = {"color": colour, "linewidth": 1.2, "markersize": 4}
        top.plot(*points.T, style, **look)
        distance = np.linalg.norm(points, axis=1)
        bottom.semilogy(distance, style, markevery=4, label=label, **look)
    top.annotate(
        "start", RAVINE_START, xytext=(5, 5), textcoords="offset points", ha="left"
    )
    bottom.set(xlabel="step", ylabel="distance from minimum")
    bottom.legend(loc="lower left")
    return figure


def overshoot() -> Figure:
    """Draw θ over steps on ½θ² for four ρ."""
    figure, axes = plt.subplots(figsize=(5, 3.4))
    for rho, style in ((0.0, "-"), (0.6, "--"), (0.9, "-."), (0.99, ":")):
        theta, v = np.ones(1), np.zeros(1)
        path = [1.0]
        for _ in range(100):
            theta, v = momentum_step(theta, theta, v, 0.05, rho)
            path.append(theta[0])
        axes.plot(path, style, label=f"ρ = {rho}")
    axes.set(xlabel="step", ylabel="θ", ylim=(-1.05, 1.65))
    axes.legend(loc="upper right", ncols=2)
    return figure


def factor_map() -> Figure:
    """Draw the factor of a step over αλ and ρ, with the border of oscillation."""
    steps, shares = np.linspace(0.01, 4, 134), np.linspace(0, 0.99, 100)
    factors = [[momentum_factor(1, a, rho) for a in steps] for rho in shares]
    converging = np.ma.masked_greater(factors, 1)
    figure, axes = plt.subplots(figsize=(5, 4.2))
    image = axes.pcolormesh(steps, shares, converging, vmin=0, vmax=1, rasterized=True)
    borders = (
        ((1 - np.sqrt(shares)) ** 2, "-", "overshoot begins"),
        ((1 + np.sqrt(shares)) ** 2, "--", "complex roots end"),
    )
    for border, style, label in borders:
        axes.plot(border, shares, style, color="C1", linewidth=2.4, label=label)
    axes.plot(2 * (1 + shares), shares, color=plt.rcParams["axes.edgecolor"])
    axes.text(3.2, 0.15, "diverges", ha="center")
    axes.grid(False)
    axes.set(xlabel="αλ", ylabel="ρ", xlim=(0, 4), ylim=(0, 0.99))
    figure.legend(loc="outside upper left", ncols=2)
    figure.colorbar(image, label="factor per step")
    return figure


def cut_of_the_rate() -> Figure:
    """Draw the steps of both forms when the rate is cut to a tenth."""
    figure, axes = plt.subplots(figsize=(5, 3.2))
    forms = (
        ("notes: v ← ρv − αg", velocity_step, "C1", "s--"),
        ("PyTorch: v ← ρv + g", momentum_step, "C0", "o-"),
    )
    for label, step, colour, style in forms:
        theta, v, sizes = np.zeros(1), np.zeros(1), []
        for t in range(80):
            rate = 0.1 if t < 40 else 0.01
            new, v = step(theta, np.ones(1), v, rate, 0.9)
            sizes.append(abs(new - theta)[0])
            theta = new
        axes.plot(sizes, style, color=colour, markevery=3, markersize=4, label=label)
    axes.axvline(40, linestyle=":", color=plt.rcParams["text.color"])
    axes.annotate("rate cut", (41, 1.03))
    axes.set(xlabel="step", ylabel="length of the step", ylim=(0, 1.45))
    axes.legend(loc="upper right")
    return figure


def momentum_and_nesterov() -> Figure:
    """Draw the factors of momentum and of Nesterov's over αλ, with ρ = 0.9."""
    steps = np.linspace(0, 4, 801)
    figure, axes = plt.subplots(figsize=(5, 3.2))
    for label, factor, style in (
        ("momentum", momentum_factor, "-"),
        ("Nesterov", nesterov_factor, "--"),
    ):
        axes.plot(steps, [factor(1, a, 0.9) for a in steps], style, label=label)
    axes.plot(steps, abs(1 - steps), "-.", label="SGD")
    axes.axhline(1, linewidth=1, linestyle=":", color=plt.rcParams["text.color"])
    axes.annotate("diverges above 1", (0.05, 1.03))
    axes.set(xlabel="αλ", ylabel="factor per step", ylim=(0, 1.5), xlim=(0, 4))
    axes.legend(loc="lower right")
    return figure
