"""Figures of docs/attention/attention-function.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.attention_function import attend, gaussian_scores
from mlnotes.attention.masks import masked_softmax


def _samples() -> tuple[np.ndarray, np.ndarray]:
    """Return 30 noisy values of a sine and where they were measured, in order."""
    rng = np.random.default_rng(1)
    K = np.sort(rng.uniform(0, 6, size=(30, 1)), axis=0)
    return K, np.sin(K) + rng.normal(scale=0.2, size=K.shape)


def kernel_regression() -> Figure:
    """Draw the estimate for three bandwidths, and the weights for one of them."""
    K, V = _samples()
    Q = np.linspace(-1.5, 7.5, 301)[:, None]
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 6.4))
    top.plot(K[:, 0], V[:, 0], "o", color="C3", markersize=4, label="keys and values")
    for bandwidth, style in ((0.05, ":"), (0.4, "-"), (3.0, "--")):
        Y = attend(gaussian_scores(Q, K, bandwidth), V, None)
        top.plot(Q[:, 0], Y[:, 0], style, label=f"σ = {bandwidth:g}")
    top.set(xlabel="query, or key", ylabel="value", ylim=(-1.6, 2.3))
    top.legend(ncols=2, loc="upper right", columnspacing=1)
    A = masked_softmax(gaussian_scores(Q, K, 0.4), None)
    edges = np.arange(len(K) + 1) + 0.5
    picture = bottom.pcolormesh(
        edges, Q[:, 0], A[:-1], vmin=0, vmax=0.4, rasterized=True
    )
    bottom.plot(np.arange(len(K)) + 1, K[:, 0], ".", color="C1", markersize=4)
    bottom.set(xlabel="number of the key", ylabel="query", ylim=(7.5, -1.5))
    bottom.grid(False)
    bar = figure.colorbar(picture, ax=bottom, extend="max")
    bar.set_label("attention weight, σ = 0.4")
    return figure


def hull_and_limit() -> Figure:
    """Draw five values, and the attention values of three queries as scores grow."""
    V = np.array([[0.0, 0.0], [4.0, 0.3], [4.6, 2.6], [1.6, 3.6], [2.4, 1.9]])
    e = np.array(
        [
            [1.0, 0.2, 0.0, 0.7, 0.5],
            [0.0, 0.6, 0.8, 0.1, 1.0],
            [0.0, 0.5, 1.0, 1.0, 0.2],
        ]
    )
    figure, axes = plt.subplots(figsize=(4.8, 4.0))
    grey = plt.rcParams["axes.edgecolor"]
    axes.fill(*V[:4].T, facecolor=grey, alpha=0.12)
    axes.plot(*V[[0, 1, 2, 3, 0]].T, color=grey, linewidth=1)
    factors = np.concatenate([np.linspace(0, 8, 81), np.geomspace(8, 100, 20)])
    paths = np.stack([attend(c * e, V, None) for c in factors], axis=1)
    for path, style, text in zip(
        paths, ("-", "--", ":"), ("query 1", "query 2", "query 3: a tie"), strict=True
    ):
        (line,) = axes.plot(*path.T, style, label=text)
        for c, marker in ((1.0, "v"), (4.0, "s")):
            place = path[np.abs(factors - c).argmin()]
            axes.plot(*place, marker, color=line.get_color(), markersize=5)
        axes.plot(*path[-1], "o", color=line.get_color(), markersize=7)
    axes.plot(*V.T, "x", color=plt.rcParams["text.color"], markersize=8)
    offsets = [(-4, -14), (4, -14), (8, 2), (-4, 9), (-22, -3)]
    for number, (value, offset) in enumerate(zip(V, offsets, strict=True), 1):
        name = rf"$\mathbf{{v}}_{number}$"
        axes.annotate(name, value, xytext=offset, textcoords="offset points")
    axes.annotate(
        "mean",
        paths[0, 0],
        xytext=(2.6, 0.75),
        arrowprops={"arrowstyle": "-", "color": grey},
    )
    axes.set(xlabel="first number of a value", ylabel="second number")
    axes.set(xlim=(-0.5, 5.4), ylim=(-0.6, 5.2))
    axes.legend(loc="upper left", ncols=2, columnspacing=1)
    return figure
