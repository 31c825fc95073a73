"""Figures of docs/training/batch-normalization.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores
from mlnotes.training.batch_normalization import batch_norm
from mlnotes.training.initialization import he_init

# Nodes of the graph: place, name, value on the way forward.
NODES = {
    "x": (0.5, 5.0, "x"),
    "mean": (0.0, 4.1, "mean μ"),
    "centred": (0.5, 3.2, "centred x̃ = x − μ"),
    "variance": (1.15, 2.45, "variance v"),
    "inverse": (1.15, 1.65, "r = 1/√(v + ε)"),
    "x_hat": (0.5, 0.85, "x̂ = x̃ · r"),
    "y": (0.5, 0.0, "y = γ x̂ + β"),
}
EDGES = (
    ("x", "mean"),
    ("x", "centred"),
    ("mean", "centred"),
    ("centred", "variance"),
    ("variance", "inverse"),
    ("inverse", "x_hat"),
    ("centred", "x_hat"),
    ("x_hat", "y"),
)


def graph() -> Figure:
    """Draw the computation graph of one feature."""
    figure, axes = plt.subplots(figsize=(4.8, 4.6))
    boxes = {}
    for name, (x, y, label) in NODES.items():
        colour = "C0" if name in ("x", "y") else "C2"
        style = {"boxstyle": "round,pad=0.4", "facecolor": "none", "edgecolor": colour}
        text = axes.text(
            x, y, label, ha="center", va="center", color=colour, bbox=style
        )
        boxes[name] = text.get_bbox_patch()
    for start, end in EDGES:
        style = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
        style |= {"patchA": boxes[start], "patchB": boxes[end]}
        style |= {"shrinkA": 0, "shrinkB": 0}
        axes.annotate("", NODES[end][:2], NODES[start][:2], arrowprops=style)
    axes.set(xlim=(-0.35, 1.6), ylim=(-0.4, 5.4))
    axes.set_axis_off()
    return figure


def _grid(axes: Axes, rows: int, columns: int, chosen: np.ndarray) -> None:
    """Draw a table of values, those of one mean in colour and with a dot."""
    for i, j in np.ndindex(rows, columns):
        face = "C0" if chosen[i, j] else "none"
        axes.add_patch(
            Rectangle(
                (j, i),
                1,
                1,
                facecolor=face,
                edgecolor=plt.rcParams["axes.edgecolor"],
                linewidth=0.8,
                alpha=0.55 if chosen[i, j] else 1,
            )
        )
        if chosen[i, j]:
            axes.plot(j + 0.5, i + 0.5, ".", color=plt.rcParams["text.color"])
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(rows + 0.1, -0.1), aspect="equal")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.grid(False)


def _maps(axes: Axes, chosen: np.ndarray, side: int = 3) -> None:
    """Draw feature maps, n rows by channels columns, each side by side pixels."""
    rows, columns = chosen.shape
    edge = plt.rcParams["axes.edgecolor"]
    for i, j in np.ndindex(rows, columns):
        for u, v in np.ndindex(side, side):
            place = (j * (side + 1) + v, i * (side + 1) + u)
            face = "C0" if chosen[i, j] else "none"
            alpha = 0.55 if chosen[i, j] else 1
            axes.add_patch(
                Rectangle(
                    place,
                    1,
                    1,
                    facecolor=face,
                    edgecolor=edge,
                    linewidth=0.6,
                    alpha=alpha,
                )
            )
            if chosen[i, j]:
                centre = (place[0] + 0.5, place[1] + 0.5)
                axes.plot(*centre, ".", color=plt.rcParams["text.color"], markersize=4)
    axes.set(xlim=(-0.2, columns * (side + 1) - 0.8))
    axes.set(ylim=(rows * (side + 1) - 0.8, -0.2), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.grid(False)


def axes_of_the_means() -> Figure:
    """Draw which values share a mean and a variance: batch and layer norm."""
    figure, panels = plt.subplots(2, 2, figsize=(5, 5.2))
    column, row = np.zeros((5, 6), dtype=bool), np.zeros((5, 6), dtype=bool)
    column[:, 2], row[1] = True, True
    for axes, chosen, name in zip(
        panels[0], (column, row), ("batch norm", "layer norm"), strict=True
    ):
        _grid(axes, 5, 6, chosen)
        axes.set(title=name, xlabel="features", ylabel="samples")
    channel = np.zeros((3, 3), dtype=bool)
    channel[:, 1] = True
    _maps(panels[1, 0], channel)
    panels[1, 0].set(title="batch norm, pictures", xlabel="channels", ylabel="samples")
    positions = np.zeros((8, 6), dtype=bool)
    positions[1] = True
    _grid(panels[1, 1], 8, 6, positions)
    panels[1, 1].axhline(4, linestyle=":", color=plt.rcParams["text.color"])
    panels[1, 1].set(title="layer norm, sequences", xlabel="features")
    panels[1, 1].set_ylabel("positions of 2 samples")
    return figure


def _layers(scale: float, normalise: bool, depth: int = 10) -> list[np.ndarray]:
    """Pre-activations of every layer of a ReLU network at its start."""
    digits, _ = load_digits(return_X_y=True)
    H = digits[:300] / 16
    rng, layers = np.random.default_rng(0), []
    for _ in range(depth):
        W = scale * he_init(H.shape[1], 64, rng)
        U = linear_scores(H, W, np.zeros(64))
        if normalise:
            U = batch_norm(U, np.ones(64), np.zeros(64))
        layers.append(U)
        H = np.maximum(U, 0)
    return layers


def distributions_by_depth() -> Figure:
    """Draw quantiles of the pre-activations over the depth, without and with."""
    figure, panels = plt.subplots(2, 1, figsize=(5, 5.4), sharex=True)
    depth = np.arange(1, 11)
    titles = ("without batch norm", "with batch norm")
    for axes, normalise, title in zip(panels, (False, True), titles, strict=True):
        for scale, colour, marker in ((1.5, "C1", "s"), (0.5, "C0", "o")):
            layers = _layers(scale, normalise)
            low, high = np.array([np.quantile(U, (0.05, 0.95)) for U in layers]).T
            axes.fill_between(depth, low, high, color=colour, alpha=0.25, linewidth=0)
            for edge in (low, high):
                label = f"weights times {scale}" if edge is low else None
                axes.plot(
                    depth, edge, f"{marker}-", color=colour, markersize=4, label=label
                )
        axes.set(title=title, ylabel="pre-activation")
        axes.set_xticks(depth)
    panels[0].set_yscale("symlog", linthresh=0.01)
    ticks = [-100, -1, -0.01, 0.01, 1, 100]
    panels[0].set_yticks(ticks, [str(tick).replace("-", "−") for tick in ticks])
    panels[1].set(xlabel="layer", ylim=(-4, 4))
    panels[1].legend(loc="upper center", ncols=2)
    return figure
