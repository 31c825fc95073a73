"""Figures of docs/attention/feed-forward.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.feed_forward import spread_of_places

PLACES = 4


def places() -> Figure:
    """Draw attention, which connects all places, and the network, which does not."""
    figure, axes = plt.subplots(figsize=(5, 3.6))
    line = plt.rcParams["axes.edgecolor"]
    rows = {"$x$": 0.0, "$z$": 1.6, "$y$": 4.4}
    disc = {"boxstyle": "circle,pad=0.3", "facecolor": "none", "edgecolor": "C0"}
    box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": "C2"}
    outlines = {}
    for i in range(PLACES):
        for name, height in rows.items():
            label = f"${name[1]}_{i + 1}$"
            text = axes.text(i, height, label, ha="center", va="center", bbox=disc)
            outlines[name, i] = text.get_bbox_patch()
        text = axes.text(i, 3, "$W_1$, $W_2$", ha="center", va="center", bbox=box)
        outlines["network", i] = text.get_bbox_patch()
    heights = rows | {"network": 3.0}
    pairs = [("$x$", i, "$z$", j) for i in range(PLACES) for j in range(PLACES)]
    pairs += [("$z$", i, "network", i) for i in range(PLACES)]
    pairs += [("network", i, "$y$", i) for i in range(PLACES)]
    for start, i, end, j in pairs:
        arrow = {"arrowstyle": "-|>", "color": line, "shrinkA": 0, "shrinkB": 0}
        arrow |= {"patchA": outlines[start, i], "patchB": outlines[end, j]}
        arrow |= {"linewidth": 0.9}
        axes.annotate("", (j, heights[end]), (i, heights[start]), arrowprops=arrow)
    axes.text(3.5, 0.8, "attention", color="C0", va="center")
    axes.text(3.62, 3, "feed-forward\nnetwork", color="C2", va="center")
    axes.set(xlim=(-0.45, 4.6), ylim=(-0.5, 4.9))
    axes.set_axis_off()
    return figure


def _spreads(kind: str, depth: int, seed: int) -> np.ndarray:
    """Spread of the places behind each of several layers with Xavier's weights."""
    import torch  # here: most figures need no PyTorch
    from torch import nn

    from mlnotes.attention.transformer_encoder_torch import EncoderLayer

    torch.manual_seed(seed)
    X = torch.randn(4, 16, 32, dtype=torch.float64)
    spreads = [spread_of_places(X.numpy()).mean()]
    for _ in range(depth):
        layer = EncoderLayer(32, 4, 128).double()
        for parameter in layer.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)
        with torch.no_grad():
            if kind == "attention":
                X = layer.self_attn(X, X)
            elif kind == "attention, norm":
                X = layer.norm1(layer.self_attn(X, X))
            elif kind == "attention, residual":
                X = X + layer.self_attn(X, X)
            else:
                X = layer(X)
        spreads.append(spread_of_places(X.numpy()).mean())
    return np.array(spreads)


def collapse() -> Figure:
    """Draw how different the places still are behind random layers, four ways."""
    figure, axes = plt.subplots(figsize=(5, 3.4))
    kinds = {
        "attention, residual": "o-",
        "whole layer": "s--",
        "attention, norm": "^-.",
        "attention": "v:",
    }
    for kind, style in kinds.items():
        curves = [_spreads(kind, 12, seed) for seed in range(3)]
        axes.semilogy(np.mean(curves, axis=0), style, label=kind, markersize=4)
    axes.set(xlabel="layers", ylabel="spread of the places")
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.6))
    return figure
