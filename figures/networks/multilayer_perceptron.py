"""Figures of docs/networks/multilayer-perceptron.md."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.networks.activations import relu
from mlnotes.networks.multilayer_perceptron import init_mlp, interpolating_mlp, mlp

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
W1, B1 = np.ones((2, 2)), np.array([0.0, -1.0])
W2, B2 = np.array([[1.0, -2.0]]), np.array([-0.5])


def diagram() -> Figure:
    """Draw the units and connections of a network with d = 3, h = 4 and c = 2."""
    figure, axes = plt.subplots(figsize=(4.2, 3.7))
    columns = [(0.0, 3, "x"), (2.0, 4, "h"), (4.0, 2, "s")]
    places = [
        [(x, (units - 1) / 2 - i) for i in range(units)] for x, units, _ in columns
    ]
    for left, right in itertools.pairwise(places):
        for a in left:
            for b in right:
                axes.plot(
                    *zip(a, b, strict=True),
                    color=plt.rcParams["axes.edgecolor"],
                    linewidth=0.8,
                    zorder=1,
                )
    for k, (column, (_, _, name)) in enumerate(zip(places, columns, strict=True)):
        marker = "so^"[k]
        axes.plot(*zip(*column, strict=True), marker, color=f"C{k}", markersize=14)
        for i, (x, y) in enumerate(column, 1):
            axes.annotate(
                f"${name}_{i}$",
                (x, y),
                xytext=(0, 11),
                textcoords="offset points",
                ha="center",
            )
    for x, label in zip(
        (0, 2, 4),
        ("inputs\nd = 3", "hidden units\nh = 4", "scores\nc = 2"),
        strict=True,
    ):
        axes.text(x, -2.15, label, ha="center", va="top")
    for x, label in ((1, "W₁ (h, d)\nb₁ (h,)\nthen a₁"), (3, "W₂ (c, h)\nb₂ (c,)")):
        axes.text(x, 1.75, label, ha="center", va="bottom")
    axes.set(xlim=(-0.7, 4.7), ylim=(-3.0, 2.9))
    axes.axis("off")
    return figure


def _draw_xor(axes: Axes, points: np.ndarray) -> None:
    """Mark the four points of XOR: circles are class 0, crosses class 1."""
    axes.plot(*points[[0, 3]].T, "o", color="C0", markersize=9, label="class 0")
    axes.plot(*points[[1, 2]].T, "X", color="C1", markersize=9, label="class 1")
    axes.set_aspect("equal")


def xor() -> Figure:
    """Draw XOR over the inputs and over the hidden units, with the border of each."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(4.8, 2.9))
    axis = np.linspace(-0.5, 1.5, 201)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1)
    s = mlp(grid.reshape(-1, 2), W1, B1, W2, B2).reshape(201, 201)
    left.contourf(axis, axis, s, levels=[0, s.max()], colors=["C1"], alpha=0.2)
    left.contour(axis, axis, s, levels=[0], colors=["C2"], linestyles="--")
    _draw_xor(left, XOR)
    left.set(xlabel="input x₁", ylabel="input x₂", xlim=(-0.5, 1.5), ylim=(-0.5, 1.5))
    H = relu(XOR @ W1.T + B1)
    h1 = np.array([-0.5, 2.5])
    border = (h1 - 0.5) / 2
    right.plot(h1, border, "--", color="C2")
    right.fill_between(h1, border, -0.75, color="C1", alpha=0.2, linewidth=0)
    _draw_xor(right, H)
    right.annotate(
        "two points",
        H[1],
        xytext=(4, -14),
        textcoords="offset points",
        ha="center",
        va="top",
    )
    right.set(xlabel="hidden unit h₁", ylabel="hidden unit h₂")
    right.set(xlim=(-0.5, 2.5), ylim=(-0.75, 2.25), yticks=[0, 1, 2])
    figure.legend(
        *left.get_legend_handles_labels(), loc="outside upper center", ncols=2
    )
    return figure


def regions() -> Figure:
    """Draw the linear regions of a network with 2 inputs and 5 hidden units."""
    V1, _, V2, c2 = init_mlp(2, 5, 1, np.random.default_rng(8))
    c1 = np.array([0.5, -0.9, 0.8, -0.4, 0.6])
    axis = np.linspace(-3, 3, 201)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    U = grid @ V1.T + c1
    pattern = (U > 0) @ (1 << np.arange(5))
    active = (U > 0).sum(axis=1)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.2, 7.4))
    depth = np.abs(U / np.linalg.norm(V1, axis=1)).min(axis=1)
    depth = np.minimum(depth, 3 - np.abs(grid).max(axis=1))
    for number in np.unique(pattern):  # where its largest circle has its centre
        centre = np.where(pattern == number, depth, 0).argmax()
        if depth[centre] > 0.12:
            text = str(active[centre])
            top.text(*grid[centre], text, ha="center", va="center")
    s = mlp(grid, V1, c1, V2, c2).reshape(201, 201)
    bottom.contour(
        axis, axis, s, levels=17, colors=["C0"], linewidths=1.2, linestyles="-"
    )
    for axes in (top, bottom):
        for w, b in zip(V1, c1, strict=True):
            side = -(b + w[0] * axis) / w[1]
            color = plt.rcParams["text.color"]
            axes.plot(axis, side, "--", color=color, linewidth=1.3)
            if axes is top:  # where the unit is active; the layers add up
                end = np.copysign(99, w[1])
                axes.fill_between(axis, side, end, color="C0", alpha=0.12, linewidth=0)
        axes.set_aspect("equal")
        axes.grid(False)
        axes.set(xlabel="x₁", ylabel="x₂", xlim=(-3, 3), ylim=(-3, 3))
    top.set_title("number of active units")
    bottom.set_title("lines of equal score")
    return figure


def interpolation() -> Figure:
    """Draw ReLU networks through points of a curve, and their largest error over h."""

    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * x) + 0.5 * np.cos(6 * np.pi * x)

    grid = np.linspace(0, 1, 2001)

    def network(h: int) -> np.ndarray:
        x = np.linspace(0, 1, h + 1)
        return mlp(grid[:, None], *interpolating_mlp(x, curve(x)))[:, 0]

    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.8))
    top.plot(grid, curve(grid), color=plt.rcParams["axes.edgecolor"], label="curve")
    for h, style in ((5, "C1:"), (12, "C0--")):
        x = np.linspace(0, 1, h + 1)
        top.plot(grid, network(h), style, label=f"network, h = {h}")
        top.plot(x, curve(x), "o" if h == 12 else "s", color=style[:2], markersize=4)
    top.set(xlabel="input x", ylabel="output")
    top.legend()
    sizes = [4, 8, 16, 32, 64, 128, 256]
    errors = [np.abs(network(h) - curve(grid)).max() for h in sizes]
    bottom.loglog(sizes, errors, "o-", label="largest error")
    bottom.loglog(sizes, 30 / np.square(sizes), "--", label="30/h²")
    bottom.set(xlabel="hidden units h", ylabel="largest error")
    bottom.set_xticks(sizes, [str(size) for size in sizes])
    bottom.minorticks_off()
    bottom.legend()
    return figure
