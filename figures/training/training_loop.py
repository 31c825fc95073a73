"""Figures of docs/training/training-loop.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.training.training_loop import clip_by_norm


def resumed_with_and_without_state() -> Figure:
    """Draw the loss of a run, and of one that goes on with the weights alone."""
    import torch
    from torch import nn

    from mlnotes.linear.cross_entropy_torch import cross_entropy
    from mlnotes.training.adaptive_rates_torch import Adam
    from mlnotes.training.training_loop_torch import train

    pixels, digits = load_digits(return_X_y=True)
    X = torch.tensor(pixels[:300] / 16, dtype=torch.float32)
    y = torch.tensor(digits[:300])

    def parts() -> tuple[nn.Module, Adam]:
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
        return model, Adam(model.parameters(), lr=0.02)

    def loss(model: nn.Module, generator: torch.Generator) -> torch.Tensor:
        return cross_entropy(model(X), y)  # all samples: the only noise is the restart

    model, optimizer = parts()
    whole = train(model, loss, optimizer, 120, torch.Generator())
    model, optimizer = parts()
    train(model, loss, optimizer, 60, torch.Generator())
    fresh = Adam(model.parameters(), lr=0.02)
    alone = train(model, loss, fresh, 60, torch.Generator())
    figure, axes = plt.subplots(figsize=(4.6, 2.8))
    axes.semilogy(range(20, 120), whole[20:], "C0", label="not stopped, or resumed")
    axes.semilogy(range(60, 120), alone, "C1--", label="weights alone")
    axes.axvline(60, color=plt.rcParams["axes.edgecolor"], lw=0.8, ls=":")
    axes.set(xlabel="step", ylabel="training loss")
    axes.legend()
    return figure


def clipped_gradients() -> Figure:
    """Draw gradients in the plane before and after clipping, by norm and by value."""
    rng = np.random.default_rng(5)
    angles = np.linspace(0.15, 2 * np.pi + 0.15, 10, endpoint=False)
    lengths = rng.uniform(0.4, 2.6, len(angles))
    g = lengths[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    by_norm = np.array([clip_by_norm(row, 1.0) for row in g])
    by_value = g.clip(-1, 1)
    figure, both = plt.subplots(1, 2, figsize=(5, 2.8), sharex=True, sharey=True)
    circle = np.linspace(0, 2 * np.pi, 200)
    borders = (
        (np.cos(circle), np.sin(circle)),
        ([-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]),
    )
    for axes, short, border, title in zip(
        both, (by_norm, by_value), borders, ("by norm", "by value"), strict=True
    ):
        axes.plot(*border, color=plt.rcParams["axes.edgecolor"], lw=0.8, ls=":")
        for before, after in zip(g, short, strict=True):
            axes.plot([0, before[0]], [0, before[1]], "C0:", lw=1)
            axes.plot([0, after[0]], [0, after[1]], "C1", lw=1.2)
        axes.plot(*g.T, "C0o", ms=4, mfc="none", label="gradient")
        axes.plot(*short.T, "C1^", ms=4, label="clipped")
        axes.set(aspect="equal", title=title, xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    both[0].legend(loc="upper left", fontsize=9, bbox_to_anchor=(0, -0.12), ncols=2)
    return figure
