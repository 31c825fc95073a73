"""Figures of docs/attention/cached-decoding.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.attention.cached_decoding import decoding_multiplications


def what_is_new() -> Figure:
    """Draw the scores that step 5 computes, without and with a cache."""
    figure, axes = plt.subplots(1, 2, figsize=(5, 3))
    t, line = 5, plt.rcParams["axes.edgecolor"]
    for axis, cached in zip(axes, (False, True), strict=True):
        for i in range(t):
            for j in range(i + 1):
                new = i == t - 1 or not cached
                square = Rectangle((j + 0.06, i + 0.06), 0.88, 0.88, edgecolor=line)
                square.set_facecolor("C0" if new else "none")
                square.set_linestyle("-" if new else ":")
                axis.add_patch(square)
        axis.set(xlim=(0, t), ylim=(t, 0), aspect="equal", xlabel="keys")
        axis.set_xticks(np.arange(t) + 0.5, range(1, t + 1))
        axis.set_yticks(np.arange(t) + 0.5, range(1, t + 1))
        axis.set_title("with a cache" if cached else "without")
        axis.tick_params(length=0)
        axis.grid(visible=False)
    axes[0].set_ylabel("queries")
    return figure


def multiplications() -> Figure:
    """Draw how the multiplications grow with the number of tokens."""
    lengths = np.unique(np.geomspace(1, 1024, 30).astype(int))
    figure, axis = plt.subplots(figsize=(5, 3))
    for cached, style, color, name in (
        (False, "-", "C0", "without"),
        (True, "--", "C1", "with a cache"),
    ):
        counts = [
            decoding_multiplications(int(t), 64, 512, 2048, 6, cached) for t in lengths
        ]
        axis.loglog(lengths, counts, style, color=color, label=name)
    axis.set(xlabel="tokens written", ylabel="multiplications")
    axis.set_xticks([1, 8, 64, 512], ["1", "8", "64", "512"])
    axis.minorticks_off()
    axis.legend()
    return figure
