"""Figures of docs/sequences/gradient-flow.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.sequences.gradient_flow import (
    clip_by_value,
    jacobian_norms,
    orthogonal_matrix,
    recurrent_matrix,
)
from mlnotes.sequences.rnn import rnn, rnn_backward
from mlnotes.training.training_loop import clip_by_norm

STYLES = {1.5: "-v", 1.1: "--^", 1.0: "-o", 0.9: "-.s", 0.5: ":D"}


def norms_by_distance() -> Figure:
    """Draw the norm of the product of Jacobians for five spectral radii."""
    figure, panels = plt.subplots(2, 1, figsize=(5, 6.2), sharex=True)
    distances = np.arange(1, 51)
    for axes, scale in zip(panels, (0.0, 1.0), strict=True):
        for radius, style in STYLES.items():
            rng = np.random.default_rng(0)
            W_hh, W_xh = recurrent_matrix(32, radius, rng), rng.normal(size=(32, 4)) / 2
            X = scale * rng.normal(size=(5, 50, 4))
            H = rnn(X, np.zeros((5, 32)), W_xh, W_hh, np.zeros(32))
            norms = jacobian_norms(H, W_hh).mean(axis=0)
            look = {"markersize": 4, "markevery": 8, "linewidth": 1.4}
            axes.semilogy(distances, norms, style, label=f"{radius}", **look)
        axes.set(ylabel="norm of the product", ylim=(1e-16, 1e10))
        axes.set_yticks([1e-15, 1e-10, 1e-5, 1, 1e5, 1e10])
        axes.minorticks_off()
    panels[0].set_title("states at 0: every slope of tanh is 1")
    panels[1].set_title("states moved by inputs: slopes below 1")
    panels[1].set(xlabel="distance in steps")
    panels[0].legend(title="spectral radius", ncols=3, loc="lower left")
    return figure


def growth_before_decay() -> Figure:
    """Draw norms of powers of three matrices with spectral radius 0.9 or 1."""
    matrices = {
        "sheared, radius 0.9": (np.array([[0.9, 5.0], [0.0, 0.9]]), "-o"),
        "orthogonal, radius 1": (orthogonal_matrix(2, np.random.default_rng(0)), "--^"),
        "symmetric, radius 0.9": (0.9 * np.eye(2), ":s"),
    }
    figure, axes = plt.subplots()
    for label, (W_hh, style) in matrices.items():
        norms = jacobian_norms(np.zeros((1, 80, 2)), W_hh)[0]
        axes.plot(
            np.arange(1, 81), norms, style, markevery=8, markersize=5, label=label
        )
    axes.set(xlabel="distance in steps", ylabel="norm of the product", yscale="log")
    axes.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
    axes.minorticks_off()
    axes.legend(loc="lower left")
    return figure


def directions() -> Figure:
    """Draw one gradient, clipped by its norm and by its entries."""
    g = np.array([3.0, 0.9])
    figure, axes = plt.subplots(figsize=(5, 2.6))
    angle = np.linspace(0, 2 * np.pi, 200)
    edge = plt.rcParams["axes.edgecolor"]
    axes.plot(np.cos(angle), np.sin(angle), ":", color=edge, linewidth=1)
    axes.plot([-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1], "--", color=edge, linewidth=1)
    for arrow, color, style in (
        (g, edge, "-"),
        (clip_by_norm(g, 1.0), "C0", "-"),
        (clip_by_value(g, 1.0), "C1", "--"),
    ):
        look = {"arrowstyle": "-|>", "color": color, "linestyle": style}
        look |= {"shrinkA": 0, "shrinkB": 0, "linewidth": 2, "mutation_scale": 14}
        axes.annotate("", (arrow[0], arrow[1]), (0, 0), arrowprops=look)
    axes.text(2.2, 0.9, "gradient", ha="right", va="bottom")
    axes.text(1.05, -0.05, "by norm", color="C0", va="center")
    axes.text(0.85, 1.1, "by value", color="C1", va="bottom", ha="center")
    axes.set(xlim=(-1.3, 3.3), ylim=(-1.25, 1.6), aspect="equal")
    axes.set(xlabel="first entry", ylabel="second entry")
    return figure


def _train(max_norm: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Learn the sign of the first of 20 inputs; return losses, lengths of gradients."""
    rng, h, n = np.random.default_rng(seed), 16, 32
    theta = [rng.normal(size=(h, 1)), recurrent_matrix(h, 1.5, rng), np.zeros(h)]
    theta += [rng.normal(size=h) / np.sqrt(h)]
    losses, lengths = [], []
    for _ in range(150):
        X = 0.1 * rng.normal(size=(n, 20, 1))
        *cell, v = theta
        H = rnn(X, np.zeros((n, h)), *cell)
        error = H[:, -1] @ v - np.sign(X[:, 0, 0])
        losses.append((error**2).mean())
        dH = np.zeros_like(H)
        dH[:, -1] = 2 / n * np.outer(error, v)
        gradients = [*rnn_backward(dH, X, np.zeros((n, h)), *cell)[2:]]
        gradients += [2 / n * error @ H[:, -1]]
        g = np.concatenate([gradient.reshape(-1) for gradient in gradients])
        lengths.append(np.linalg.norm(g))
        parts = np.split(
            clip_by_norm(g, max_norm), np.cumsum([p.size for p in theta])[:-1]
        )
        theta = [
            p - 0.1 * part.reshape(p.shape)
            for p, part in zip(theta, parts, strict=True)
        ]
    return np.array(losses), np.array(lengths)


def training_with_and_without() -> Figure:
    """Draw losses and lengths of gradients, with and without clipping."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 5.2), sharex=True)
    for max_norm, label, style in (
        (1e99, "without clipping", "-"),
        (1.0, "clipped to length 1", "--"),
    ):
        losses, lengths = _train(max_norm, seed=2)
        shown = losses < 1e3
        steps = np.arange(150)
        top.semilogy(steps[shown], losses[shown], style, label=label, linewidth=1.4)
        shown = lengths < 1e4
        bottom.semilogy(steps[shown], lengths[shown], style, linewidth=1.4)
    top.set(ylabel="loss", ylim=(0.1, 1e3))
    bottom.set(xlabel="step", ylabel="length of the gradient", ylim=(0.01, 1e4))
    for axes in (top, bottom):
        axes.minorticks_off()
    top.legend()
    return figure
