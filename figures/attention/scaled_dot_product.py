"""Figures of docs/attention/scaled-dot-product.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

WIDTHS = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024])


def _scores(d_k: int) -> np.ndarray:
    """Scores (600, 1, 32) of normal queries and keys."""
    rng = np.random.default_rng(d_k)
    Q, K = rng.normal(size=(600, 1, d_k)), rng.normal(size=(600, 32, d_k))
    return dot_product_scores(Q, K)


def variance() -> Figure:
    """Draw the variance of dot products against the width."""
    figure, axis = plt.subplots(figsize=(5, 3))
    plain = np.array([_scores(d_k).var() for d_k in WIDTHS])
    line = {"color": plt.rcParams["axes.edgecolor"], "linewidth": 1}
    axis.loglog(WIDTHS, WIDTHS, **line)
    axis.loglog(WIDTHS, np.ones(len(WIDTHS)), **line)
    axis.loglog(WIDTHS, plain, "o", color="C0", label="dot product")
    axis.loglog(WIDTHS, plain / WIDTHS, "s", color="C1", label="scaled")
    axis.set(xlabel="width of a key", ylabel="variance of the scores")
    axis.set_xticks([1, 4, 16, 64, 256, 1024], ["1", "4", "16", "64", "256", "1024"])
    axis.minorticks_off()
    axis.legend()
    return figure


def saturation() -> Figure:
    """Draw the largest weight and what the softmax lets through, against the width."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 3), sharex=True)
    for name, style, color in (("plain", "o-", "C0"), ("scaled", "s--", "C1")):
        largest, slopes = [], []
        for d_k in WIDTHS:
            e = _scores(d_k) / (np.sqrt(d_k) if name == "scaled" else 1)
            A = masked_softmax(e, None)
            largest.append(A.max(axis=-1).mean())
            slopes.append((A * (1 - A)).sum(axis=-1).mean())
        left.semilogx(WIDTHS, largest, style, color=color, label=name, markersize=4)
        right.semilogx(WIDTHS, slopes, style, color=color, label=name, markersize=4)
    for axis, title in ((left, "largest weight"), (right, "sum of the slopes")):
        axis.set(title=title, xlabel="width of a key", ylim=(0, 1))
        axis.set_xticks([1, 16, 256], ["1", "16", "256"])
        axis.minorticks_off()
    left.legend()
    return figure
