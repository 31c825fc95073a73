"""Figures of docs/attention/transformer-encoder.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

ORDERS = {
    "post-norm": ("attention", "+", "norm", "network", "+", "norm"),
    "pre-norm": ("norm", "attention", "+", "norm", "network", "+"),
}
COLOURS = {"attention": "C0", "network": "C2", "norm": "C3", "+": "C1"}


def _column(axes: Axes, x: float, title: str) -> None:
    """Draw one order of the parts from bottom to top, with its two residuals."""
    line = plt.rcParams["axes.edgecolor"]
    parts = ORDERS[title]
    axes.text(x, 7.0, title, ha="center", va="center")
    arrow = {"arrowstyle": "-|>", "color": line, "shrinkA": 0, "shrinkB": 0}
    below, start = None, 0.0
    for height, part in enumerate(parts, 1):
        style = "circle,pad=0.15" if part == "+" else "round,pad=0.4"
        box = {"boxstyle": style, "facecolor": "none", "edgecolor": COLOURS[part]}
        text = axes.text(
            x, height, part, ha="center", va="center", color=COLOURS[part], bbox=box
        )
        outline = text.get_bbox_patch()
        ends = {"patchA": below, "patchB": outline}
        axes.annotate("", (x, height), (x, height - 1), arrowprops=arrow | ends)
        if part == "+":
            side = x - 1.12
            axes.plot(
                [x, side, side],
                [start, start, height],
                color=line,
                lw=1.8,
                solid_capstyle="butt",
            )
            end = arrow | {"patchB": outline, "linewidth": 1.8}
            axes.annotate("", (x, height), (side, height), arrowprops=end)
            start = height + 0.5
        if part == "norm" and title == "post-norm":
            start = height + 0.5
        below = outline
    axes.annotate("", (x, 6.8), (x, 6), arrowprops=arrow | {"patchA": below})
    axes.text(x, -0.18, "X", ha="center", va="center")


def layer() -> Figure:
    """Draw the parts of an encoder layer, norms behind the sums and before them."""
    figure, axes = plt.subplots(figsize=(5, 5.2))
    _column(axes, 0, "post-norm")
    _column(axes, 3.1, "pre-norm")
    axes.set(xlim=(-1.3, 4.2), ylim=(-0.4, 7.2))
    axes.set_axis_off()
    return figure


def _gradients(layers: int, norm_first: bool, seed: int) -> np.ndarray:
    """Gradient of each layer at the start, cross-entropy of random labels on top."""
    import torch  # here: most figures need no PyTorch
    from torch import nn
    from torch.nn import functional

    from mlnotes.attention.transformer_encoder_torch import Encoder, gradient_sizes

    torch.manual_seed(seed)
    model = Encoder(layers, 32, 4, 128, norm_first=norm_first)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter)
    X, y = torch.randn(16, 8, 32), torch.randint(10, (16 * 8,))
    scores = model(X) @ (torch.randn(10, 32) / 32**0.5).T
    loss = functional.cross_entropy(scores.flatten(0, 1), y)
    return gradient_sizes(model, loss).numpy()


def gradients() -> Figure:
    """Draw gradients layer by layer, and of the last layer over the depth."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 5))
    depths = (2, 6, 12, 24)
    for norm_first, label, style in (
        (False, "post-norm", "o-"),
        (True, "pre-norm", "s--"),
    ):
        sizes = {
            layers: np.array([_gradients(layers, norm_first, s) for s in range(4)])
            for layers in depths
        }
        top.plot(range(1, 13), sizes[12].mean(axis=0), style, label=label, markersize=4)
        last = [sizes[layers][:, -1].mean() for layers in depths]
        bottom.plot(depths, last, style, label=label, markersize=4)
    top.set(xlabel="layer, of 12", ylabel="gradient")
    bottom.set(xlabel="number of layers", ylabel="gradient of the last", xticks=depths)
    for axes in (top, bottom):
        axes.set_ylim(bottom=0)
        axes.legend()
    return figure
