"""Figures of docs/attention/multi-head-attention.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.attention.multi_head_attention import split_heads

COLOURS = ("C0", "C1", "C2")


def _box(axes: Axes, x: float, y: float, label: str, colour: str):
    """Draw a label in a box and return the box's outline, where arrows end."""
    box = {"boxstyle": "round,pad=0.3", "facecolor": "none", "edgecolor": colour}
    text = axes.text(x, y, label, ha="center", va="center", color=colour, bbox=box)
    return text.get_bbox_patch()


def heads() -> Figure:
    """Draw the way from X and Z through three heads to Y."""
    figure, axes = plt.subplots(figsize=(5, 4.6))
    line = plt.rcParams["axes.edgecolor"]

    def arrow(start, end):
        style = {"arrowstyle": "-|>", "color": line, "shrinkA": 1, "shrinkB": 1}
        style |= {"patchA": start[0], "patchB": end[0]}
        axes.annotate("", end[1], start[1], arrowprops=style)

    def node(x, y, label, colour="C3"):
        return _box(axes, x, y, label, colour), (x, y)

    x, z = node(1.7, 5, "X  (n, t, d)"), node(4.3, 5, "Z  (n, s, d)")
    merged = node(3, 1, "beside one another  (n, t, d)")
    y = node(3, 0.1, "Y  (n, t, d)")
    for i, colour in enumerate(COLOURS):
        centre = 2.0 * i + 1
        split = node(centre, 3.5, f"Q, K, V\nof head {i + 1}", colour)
        head = node(centre, 2.1, f"attention {i + 1}\n(n, t, d_k)", colour)
        arrow(x, split)
        arrow(z, split)
        arrow(split, head)
        arrow(head, merged)
    arrow(merged, y)
    axes.text(0.45, 4.35, "$W_Q, W_K, W_V$", ha="center", va="center")
    axes.text(3.2, 0.55, "$W_O$", va="center")
    axes.set(xlim=(-0.3, 6), ylim=(-0.2, 5.3))
    axes.axis("off")
    return figure


def _errors(h: int, steps: int) -> list[float]:
    """Train h heads to read two words of four numbers; return every step's error."""
    import torch

    from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention

    generator, errors = torch.Generator().manual_seed(0), []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer = MultiHeadAttention(8, h)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.02)
    for _ in range(steps):
        words = torch.randn(128, 2, 4, generator=generator)
        parts = [words, torch.eye(2).expand(128, 2, 2), torch.zeros(128, 2, 2)]
        X = torch.cat(parts, dim=2)
        loss = (layer(X[:, :1], X)[:, 0] - words.flatten(1)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(loss.item())
    return errors


def one_and_two_heads() -> Figure:
    """Draw the training error of one and of two heads, and what one cannot pass."""
    figure, axes = plt.subplots(figsize=(5, 3))
    for h, style in ((1, "-"), (2, "--")):
        label = "one head" if h == 1 else "two heads"
        axes.plot(_errors(h, 160), style, color=f"C{h - 1}", label=label)
    line = plt.rcParams["axes.edgecolor"]
    axes.axhline(3 / 8, color=line, linestyle=":")
    axes.text(160, 0.29, "3/8", ha="right", va="top")
    axes.set(xlabel="step", ylabel="mean squared error", ylim=(0, 1.2))
    axes.legend()
    return figure


def reshape() -> Figure:
    """Draw which numbers of X each head gets, right and without the transpose."""
    t, d, h = 4, 6, 2
    number = np.arange(t * d, dtype=float).reshape(1, t, d)
    ways = {
        "split_heads": split_heads(number, h),
        "reshape alone": number.reshape(1, h, t, d // h),
    }
    figure, both = plt.subplots(1, 2, figsize=(5, 2.5))
    centre = {"ha": "center", "va": "center"}
    for axes, (title, split) in zip(both, ways.items(), strict=True):
        for i, numbers in enumerate(split[0]):
            for place, column in (divmod(int(x), d) for x in numbers.flatten()):
                cell = (column - 0.5, place - 0.5)
                axes.add_patch(Rectangle(cell, 1, 1, fill=False, edgecolor=f"C{i}"))
                axes.text(column, place, str(i + 1), color=f"C{i}", **centre)
        axes.set(xlim=(-0.6, d - 0.4), ylim=(t - 0.4, -0.6), title=title)
        axes.set(xlabel="column", ylabel="place", aspect="equal")
        axes.set(xticks=range(d), yticks=range(t))
        axes.grid(False)
    return figure
