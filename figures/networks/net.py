"""Figures of docs/networks/net.md."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.networks.net import parameter_count
from mlnotes.networks.net_torch import Net


def _arrow(axes: Axes, top: float, bottom: float, shape: str, label: str) -> None:
    """Draw an arrow downwards, the shape of what it carries and what happens to it."""
    color = plt.rcParams["axes.edgecolor"]
    arrow = {"arrowstyle": "->", "color": color, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (0, bottom), (0, top), arrowprops=arrow)
    middle = (top + bottom) / 2
    axes.text(-0.08, middle, shape, ha="right", va="center")
    axes.text(0.08, middle, label, va="center")


def layers_and_parameters() -> Figure:
    """Draw the network from top to bottom, and each layer's share of the parameters."""
    shapes = {name: tuple(p.shape) for name, p in Net().named_parameters()}
    layers = [name.removesuffix(".weight") for name in shapes if "weight" in name]
    whole = parameter_count([784, *(shapes[f"{name}.bias"][0] for name in layers)])
    figure, (left, right) = plt.subplots(
        1, 2, sharey=True, figsize=(5, 4.6), width_ratios=(1.2, 1)
    )
    _arrow(left, 0.95, 0.45, "(n, 784)", "pixels")
    for y, name in zip((0, -2, -4), layers, strict=True):
        rows, columns = shapes[f"{name}.weight"]
        box = {"boxstyle": "round,pad=0.5", "facecolor": "none", "edgecolor": "C0"}
        label = f"{name}\nweight ({rows}, {columns})\nbias ({rows},)"
        left.text(0, y, label, ha="center", va="center", bbox=box)
        last = name == layers[-1]
        after, bottom = ("scores", y - 1.1) if last else ("ReLU", y - 1.52)
        _arrow(left, y - 0.48, bottom, f"(n, {rows})", after)
        count = parameter_count([columns, rows])
        right.barh(y + 0.1, count, height=0.5, color="C1")
        share = f"{count:,} ({count / whole:.1%})".replace(",", " ")
        right.text(0, y - 0.25, share, va="top")
    left.set(xlim=(-1, 1), ylim=(-5.2, 1.3))
    right.text(0, 0.95, f"parameters: {whole:,}".replace(",", " "))
    for axes in (left, right):
        axes.axis("off")
    return figure
