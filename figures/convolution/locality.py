"""Figures of docs/convolution/locality.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.convolution.locality import (
    dense_parameters,
    local_matrix,
    local_parameters,
    shared_parameters,
    sliding_matrix,
)
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp

STYLES = {"fully connected": "-o", "window": "--s", "window, shared": ":^"}


def shuffled_digits() -> Figure:
    """Draw digits, the same digits with shuffled pixels, and both training curves."""
    X, y = load_digits(return_X_y=True)
    X, rng = X / 16, np.random.default_rng(0)
    W1, b1, W2, b2 = init_mlp(64, 32, 10, rng)
    order = shuffled_order(len(X), epochs=12, rng=rng)
    pixels = rng.permutation(64)
    figure = plt.figure(figsize=(5, 5))
    rows = figure.add_gridspec(3, 4, height_ratios=[1, 1, 2.2])
    for row, (name, columns) in enumerate(
        (("as they are", np.arange(64)), ("shuffled", pixels))
    ):
        for column in range(4):
            axes = figure.add_subplot(rows[row, column])
            axes.imshow(X[column + 1, columns].reshape(8, 8), cmap="gray")
            axes.set(xticks=[], yticks=[])
            axes.grid(False)
            if column == 0:
                axes.set_ylabel(name)
    axes = figure.add_subplot(rows[2, :])
    for name, columns, style in (
        ("as they are", np.arange(64), "-"),
        ("shuffled", pixels, "o"),
    ):
        *_, losses = train_mlp(
            X[:, columns], y, W1[:, columns], b1, W2, b2, order, 64, 0.2
        )
        axes.plot(range(1, 13), losses.mean(axis=1), style, label=name)
    axes.set(xlabel="epoch", ylabel="mean loss", ylim=(0, None))
    axes.legend()
    return figure


def connections() -> Figure:
    """Draw which inputs an output sees, and which connections have equal weights."""
    layers = {
        "fully connected: 35 weights": np.ones((5, 7)),
        "window: 15 weights": local_matrix(np.ones((5, 3))),
        "window, shared: 3 weights": sliding_matrix(np.array([1.0, 2, 3]), 7),
    }
    figure, panels = plt.subplots(3, 1, figsize=(4.6, 5.4))
    grey = plt.rcParams["axes.edgecolor"]
    looks = {1: ("C0", "-"), 2: ("C1", "--"), 3: ("C2", ":")}
    for axes, (name, M) in zip(panels, layers.items(), strict=True):
        for p, j in np.argwhere(M):
            color, style = looks[int(M[p, j])] if M.max() > 1 else (grey, "-")
            width = 2.2 if M.max() > 1 else 0.8
            axes.plot([j, p + 1], [0, 1], style, color=color, linewidth=width, zorder=1)
        axes.plot(range(7), np.zeros(7), "o", markersize=9, color="C5")
        axes.plot(range(1, 6), np.ones(5), "s", markersize=9, color="C3")
        axes.set_title(name)
        axes.text(-0.5, 0, "inputs", ha="right", va="center")
        axes.text(0.5, 1, "outputs", ha="right", va="center")
        axes.set(xlim=(-1.6, 7.6), ylim=(-0.25, 1.25))
        axes.set_axis_off()
    for i, (color, style) in enumerate(looks.values()):
        panels[2].plot([], [], style, color=color, linewidth=2.2, label=f"w{'₀₁₂'[i]}")
    panels[2].legend(loc="center right", handlelength=2.5)
    return figure


def matrices() -> Figure:
    """Draw the matrices of the three layers as heat maps."""
    rng = np.random.default_rng(4)
    weights = rng.uniform(0.5, 2.3, (12, 17)) * rng.choice([-1, 1], (12, 17))
    layers = {  # no weight is near zero, so that white is zero
        "fully connected": weights[:, :14],
        "window": local_matrix(weights[:, 14:]),
        "window, shared": sliding_matrix(np.array([-1.6, 0.8, 1.8]), 14),
    }
    figure, panels = plt.subplots(1, 3, figsize=(5, 2.1))
    for axes, (name, M) in zip(panels, layers.items(), strict=True):
        axes.imshow(M, cmap="PuOr", vmin=-2.5, vmax=2.5, interpolation="none")
        axes.set(xticks=[], yticks=[])
        axes.grid(False)
        axes.set_title(name)
        axes.set_xlabel(f"{len(np.unique(M[M != 0]))} weights")
    return figure


def parameter_counts() -> Figure:
    """Draw the three numbers of parameters over the side of the picture."""
    sides = np.array([8, 16, 32, 64, 128, 224])
    figure, axes = plt.subplots(figsize=(5, 3.6))
    counts = dense_parameters, local_parameters, shared_parameters
    for count, (name, style) in zip(counts, STYLES.items(), strict=True):
        numbers = [count(side, side, 3, 16, 3) for side in sides.tolist()]
        axes.loglog(sides, numbers, style, label=name)
    axes.set(xlabel="side of the picture in pixels", ylabel="parameters")
    axes.set_xticks(sides, [str(side) for side in sides])
    axes.minorticks_off()
    axes.set_yticks([1e3, 1e5, 1e7, 1e9, 1e11])
    axes.set_ylim(100, 1e13)
    axes.legend(loc="upper left")
    return figure


def _fit(layer: str, X: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Fit a matrix by least squares: the smallest weights that explain A by X."""
    windows = np.lib.stride_tricks.sliding_window_view(X, 3, axis=1)
    places = windows.shape[1]
    if layer == "fully connected":
        return np.linalg.lstsq(X, A)[0].T
    if layer == "window":
        fits = [np.linalg.lstsq(windows[:, p], A[:, p])[0] for p in range(places)]
        return local_matrix(np.array(fits))
    w = np.linalg.lstsq(windows.reshape(-1, 3), A.ravel())[0]
    return sliding_matrix(w, X.shape[1])


def examples_needed() -> Figure:
    """Draw the error on new inputs over the number of examples, with noisy targets."""
    M = sliding_matrix(np.array([-1.0, 0, 1]), 16)
    numbers = [1, 2, 4, 8, 12, 16, 20, 32, 64, 128]
    figure, axes = plt.subplots(figsize=(5, 3.6))
    for name, style in STYLES.items():
        errors = []
        for n in numbers:
            rng = np.random.default_rng(n)
            gaps = []
            for _ in range(100):
                X = rng.normal(size=(n, 16))
                A = X @ M.T + 0.1 * rng.normal(size=(n, 14))
                gaps.append(((_fit(name, X, A) - M) ** 2).sum(axis=1).mean())
            errors.append(np.median(gaps))
        axes.loglog(numbers, errors, style, label=name)
    axes.set(xlabel="examples", ylabel="mean squared error")
    axes.set_xticks([1, 2, 4, 8, 16, 32, 64, 128])
    axes.set_xticklabels(["1", "2", "4", "8", "16", "32", "64", "128"])
    axes.minorticks_off()
    axes.set_ylim(5e-6, 80)
    axes.legend(loc="upper right")
    return figure
