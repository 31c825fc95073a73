"""Figures of docs/sequences/gated-flow.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.sequences.gated_flow import gru_flow, lstm_flow, rnn_flow
from mlnotes.sequences.gradient_flow import recurrent_matrix

STYLES = {"RNN": "-", "LSTM": "--", "GRU": ":"}


def _flows(radius: float, keep: float) -> dict[str, np.ndarray]:
    """Return geometric means over 3 draws of ‖∂h_T/∂h_{T−k}‖ for k = 1 … 60."""
    n, t, d, h = 3, 60, 3, 24
    logs: dict[str, list[np.ndarray]] = {name: [] for name in STYLES}
    for seed in range(3):
        for name, gates in (("RNN", 1), ("LSTM", 4), ("GRU", 3)):
            rng = np.random.default_rng(seed)
            X, zeros = rng.normal(size=(n, t, d)), np.zeros((n, h))
            blocks = [recurrent_matrix(h, radius, rng) for _ in range(gates)]
            W, U = rng.normal(size=(gates * h, d)), np.concatenate(blocks)
            W, b = W / (2 * np.sqrt(d)), np.zeros(gates * h)
            if name == "RNN":
                norms = rnn_flow(X, zeros, W, U, b)
            elif name == "LSTM":
                b[h : 2 * h] = keep
                norms, _ = lstm_flow(X, zeros, zeros, W, U, b)
            else:
                b[h : 2 * h] = -keep
                norms = gru_flow(X, zeros, W, U, b)
            logs[name].append(np.log(norms).mean(axis=0))
    return {name: np.exp(np.mean(rows, axis=0)) for name, rows in logs.items()}


def norms_by_distance() -> Figure:
    """Draw the norms of the three cells for three radii and two biases."""
    radii, distance = (0.5, 0.9, 1.5), np.arange(1, 61)
    figure, grid = plt.subplots(
        3, 2, figsize=(4.9, 6.4), sharex=True, sharey=True, squeeze=False
    )
    for row, radius in zip(grid, radii, strict=True):
        for axes, keep in zip(row, (0.0, 2.0), strict=True):
            for number, (name, norms) in enumerate(_flows(radius, keep).items()):
                axes.semilogy(distance, norms, STYLES[name], label=name, lw=2)
                axes.plot(60, norms[-1], "os^"[number], color=f"C{number}")
            axes.set_title(f"radius {radius}, bias {keep:g}", fontsize=9)
            axes.set_ylim(1e-24, 1e3)
        row[0].set_ylabel("norm")
    for axes in grid[-1]:
        axes.set_xlabel("distance k")
    grid[0, 0].legend(loc="lower left", fontsize=9)
    return figure


def forget_bias() -> Figure:
    """Draw how the norm by the cell state depends on the bias of the forget gate."""
    n, t, d, h = 1, 60, 3, 8
    rng = np.random.default_rng(0)
    X, zeros = rng.normal(size=(n, t, d)), np.zeros((n, h))
    W, U = rng.normal(size=(4 * h, d)) / 4, np.zeros((4 * h, h))
    figure, axes = plt.subplots(figsize=(4.6, 3.4))
    for bias, style in ((0, "-"), (1, "--"), (2, "-."), (4, ":")):
        b = np.zeros(4 * h)
        b[h : 2 * h] = bias
        _, norms = lstm_flow(X, zeros, zeros, W, U, b)
        share = 1 / (1 + np.exp(-bias))
        axes.semilogy(np.arange(1, t + 1), norms[0], style, label=f"b = {bias}")
        axes.annotate(
            f"σ(b) = {share:.2f}",
            (40, norms[0, 39]),
            xytext=(0, 7),
            textcoords="offset points",
        )
    axes.set(xlabel="distance k", ylabel="norm by the cell state")
    axes.legend(loc="lower left")
    return figure
