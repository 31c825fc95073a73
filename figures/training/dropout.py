"""Figures of docs/training/dropout.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.training.dropout import dropout, dropout_mask
from mlnotes.training.dropout_torch import Dropout

WIDTHS = (4, 5, 5, 3)


def _draw_network(axes: Axes, masks: list[np.ndarray]) -> None:
    """Draw a network; a silent unit is a cross and its connections are left out."""
    columns = [np.arange(width) - (width - 1) / 2 for width in WIDTHS]
    for layer in range(len(WIDTHS) - 1):
        for i, j in np.ndindex(WIDTHS[layer], WIDTHS[layer + 1]):
            if masks[layer][i] and masks[layer + 1][j]:
                axes.plot(
                    [layer, layer + 1],
                    [columns[layer][i], columns[layer + 1][j]],
                    color=plt.rcParams["axes.edgecolor"],
                    linewidth=0.6,
                    zorder=1,
                )
    for layer, (heights, mask) in enumerate(zip(columns, masks, strict=True)):
        on, off = heights[mask > 0], heights[mask == 0]
        axes.plot(np.full(len(on), layer), on, "o", color="C0", markersize=10)
        axes.plot(np.full(len(off), layer), off, "x", color="C1", markersize=9)
    axes.set(xlim=(-0.3, len(WIDTHS) - 0.7), ylim=(-2.4, 2.4))
    axes.set_axis_off()


def thinned_networks() -> Figure:
    """Draw three thinned networks of three training steps, and the one at test time."""
    rng = np.random.default_rng(4)
    figure, panels = plt.subplots(2, 2, figsize=(5, 4.6))
    for step, axes in enumerate(panels.flat, 1):
        masks = [np.ones(width) for width in WIDTHS]
        if step < 4:
            masks[1:3] = [dropout_mask(mask, 0.5, rng) for mask in masks[1:3]]
        _draw_network(axes, masks)
        axes.set_title(f"training step {step}" if step < 4 else "test time")
    return figure


def sums_of_a_unit() -> Figure:
    """Draw how the sum of a unit is distributed over the masks, scaled and not."""
    rng = np.random.default_rng(0)
    h, w = np.abs(rng.normal(size=100)), rng.uniform(0, 0.02, 100)
    H = np.tile(h, (20_000, 1))
    M = dropout_mask(H, 0.5, rng)
    figure, axes = plt.subplots(figsize=(5, 2.9))
    sums = {"not scaled": dropout(H, (M > 0) * 1.0) @ w, "scaled": dropout(H, M) @ w}
    for (name, values), colour, right in zip(
        sums.items(), ("C1", "C0"), (0, 45), strict=True
    ):
        density, edges = np.histogram(values, bins=60, density=True)
        axes.stairs(density, edges, color=colour, alpha=0.35, fill=True)
        axes.annotate(
            name,
            (values.mean(), density.max()),
            xytext=(right, 4),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    axes.axvline(float(h @ w), linestyle="--", color=plt.rcParams["text.color"])
    axes.annotate(
        "all units\nactive",
        (h @ w, axes.get_ylim()[1]),
        xytext=(75, -18),
        textcoords="offset points",
        va="top",
        ha="center",
        arrowprops={"arrowstyle": "->", "color": plt.rcParams["axes.edgecolor"]},
    )
    axes.set(xlabel="sum that reaches the next layer", ylabel="density")
    axes.set_ylim(0, axes.get_ylim()[1] * 1.08)
    return figure


def _losses(p: float, seed: int, steps: int) -> np.ndarray:
    """Training and test loss over the steps, 40 of 200 training labels wrong."""
    import torch  # here: most figures need no PyTorch
    import torch.nn.functional as F
    from torch import nn

    torch.manual_seed(seed)
    digits, labels = map(torch.tensor, load_digits(return_X_y=True))
    order = torch.randperm(len(digits))
    X, y = digits[order].float() / 16, labels[order]
    y[:40] = (y[:40] + torch.randint(1, 10, (40,))) % 10
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), Dropout(p), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for step in range(steps + 1):
        if step % 10 == 0:
            with torch.no_grad():
                s = network.eval()(X[:700])
            parts = slice(200), slice(200, 700)
            losses.append([F.cross_entropy(s[i], y[i]).item() for i in parts])
        optimizer.zero_grad()
        F.cross_entropy(network.train()(X[:200]), y[:200]).backward()
        optimizer.step()
    return np.array(losses)


def losses_over_steps() -> Figure:
    """Draw training and test loss with and without dropout, wrong labels included."""
    figure, axes = plt.subplots(figsize=(5, 3.4))
    steps = np.arange(0, 201, 10)
    for p, colour, marker in ((0.0, "C1", "s"), (0.5, "C0", "o")):
        mean = np.mean([_losses(p, seed, 200) for seed in range(3)], axis=0)
        axes.plot(steps, mean[:, 1], f"{marker}-", color=colour, markersize=4)
        axes.plot(steps, mean[:, 0], ":", color=colour)
        axes.annotate(
            f"p = {p:g}, test",
            (steps[-1], mean[-1, 1]),
            xytext=(-4, -15),
            textcoords="offset points",
            ha="right",
            va="top",
            color=colour,
        )
    axes.plot([], [], "-", color=plt.rcParams["axes.edgecolor"], label="test")
    axes.plot([], [], ":", color=plt.rcParams["axes.edgecolor"], label="training")
    axes.set(xlabel="step", ylabel="loss", ylim=(0, None))
    axes.legend(loc="upper right")
    return figure
