"""Figures of docs/attention/positional-encoding.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.multi_head_attention import multi_head_weights
from mlnotes.attention.positional_encoding import shift_matrix, sinusoidal_encoding


def encoding() -> Figure:
    """Draw the encodings of 100 places as a picture."""
    figure, axes = plt.subplots(figsize=(5, 3.6))
    image = axes.imshow(
        sinusoidal_encoding(100, 64), aspect="auto", interpolation="nearest"
    )
    axes.set(xlabel="column", ylabel="place p")
    axes.grid(False)
    figure.colorbar(image, label="P", ticks=[-1, 0, 1])
    return figure


def pairs() -> Figure:
    """Draw the sines of four pairs of columns over the places."""
    P = sinusoidal_encoding(101, 64)
    figure, axes = plt.subplots(4, 1, figsize=(5, 4.6), sharex=True, sharey=True)
    for i, (panel, pair) in enumerate(zip(axes, (0, 6, 10, 20), strict=True)):
        panel.plot(P[:, 2 * pair], "-", color=f"C{i}")
        panel.plot(P[:, 2 * pair + 1], ":", color=f"C{i}")
        panel.set(yticks=[-1, 0, 1], ylim=(-1.2, 1.2))
        panel.set_title(f"columns {2 * pair} (line) and {2 * pair + 1} (dots)")
    axes[-1].set(xlabel="place p")
    return figure


def dot_products() -> Figure:
    """Draw the dot product of two encodings against their distance."""
    distance = np.arange(-150, 151)
    figure, axes = plt.subplots(figsize=(5, 3.2))
    for d, style in ((8, ":"), (64, "--"), (512, "-")):
        P = sinusoidal_encoding(301, d)
        axes.plot(distance, P @ P[150] / (d / 2), style, label=f"d = {d}")
    axes.set(xlabel="distance q − p", ylabel="dot product, divided by d/2")
    axes.set(ylim=(-0.6, 1.05))
    axes.legend(loc="lower center", ncols=3)
    return figure


def looking_back() -> Figure:
    """Draw the weights of two heads whose query matrix is a shift matrix."""
    d, t = 64, 12
    P, identity = sinusoidal_encoding(t, d)[None], np.eye(d)
    figure, both = plt.subplots(1, 2, figsize=(5, 2.6), sharey=True)
    for axes, k in zip(both, (-1, 3), strict=True):
        W_q = 2 * np.sqrt(d) * shift_matrix(k, d)
        W_in = np.concatenate([W_q, identity, identity])
        A = multi_head_weights(P, P, None, W_in, np.zeros(3 * d), 1)[0, 0]
        axes.imshow(A, vmin=0, vmax=1)
        axes.set(title=f"k = {k}".replace("-", "−"), xlabel="key, at place")
        axes.set(xticks=range(0, t, 2), yticks=range(0, t, 2))
        axes.grid(False)
    both[0].set(ylabel="query, at place")
    return figure
