"""Figures of docs/attention/transformer-training.md."""

import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.transformer_training import (
    best_gap,
    label_smoothing_loss,
    noam_schedule,
    smallest_loss,
)


def gap() -> Figure:
    """Draw the loss of one place over the gap."""
    figure, axes = plt.subplots(figsize=(4.8, 3.4))
    c, gaps = 10, np.linspace(-1, 12, 105)
    y, mask = np.array([[0]]), np.array([[True]])
    styles = ((0.0, "C0o-"), (0.1, "C1s--"), (0.3, "C2^-."))
    for smoothing, style in styles:
        losses = [
            label_smoothing_loss(
                np.array([[[g] + [0.0] * (c - 1)]]), y, mask, smoothing
            )
            for g in gaps
        ]
        label = f"ε = {smoothing:g}"
        axes.plot(gaps, losses, style, markevery=16, markersize=5, label=label)
        if smoothing:
            place = best_gap(c, smoothing), smallest_loss(c, smoothing)
            axes.plot(*place, "*", color=style[:2], markersize=15)
    axes.set(xlabel="right score minus each wrong one", ylabel="loss", ylim=(-0.1, 3.5))
    axes.legend(loc="upper center")
    return figure


def schedules() -> Figure:
    """Draw the paper's schedule for three settings."""
    figure, axes = plt.subplots(figsize=(4.8, 3.2))
    steps = range(0, 40_000, 200)
    for d, warmup, style in (
        (512, 4000, "C0o-"),
        (512, 12_000, "C1s--"),
        (1024, 4000, "C2^-."),
    ):
        rates = [1e4 * noam_schedule(t, d, warmup) for t in steps]
        label = f"d = {d}, warm-up {warmup}"
        axes.plot(steps, rates, style, markevery=25, markersize=5, label=label)
    axes.set(xlabel="step", ylabel="rate in 1e-4", ylim=(0, 11))
    axes.set_xticks([0, 10_000, 20_000, 30_000, 40_000])
    axes.legend(loc="upper right", fontsize=9.5)
    return figure


def _reader(norm_first: bool) -> Any:
    """Make embeddings with places, four encoder layers of width 16, and scores."""
    import torch  # here: the other figures need no PyTorch
    from torch import nn

    from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
    from mlnotes.attention.transformer_encoder_torch import Encoder

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.source, self.scores = nn.Embedding(5, 16), nn.Linear(16, 5)
            self.encoder = Encoder(4, 16, 2, 64, norm_first=norm_first)
            for parameter in self.parameters():
                if parameter.ndim > 1:
                    nn.init.xavier_uniform_(parameter)
            nn.init.normal_(self.source.weight, std=1 / 4)
            self.places = sinusoidal_encoding(6, 16).float()

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            return self.scores(self.encoder(4 * self.source(X) + self.places))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(2)
        return Reader()


def warm_up() -> Figure:
    """Draw the loss of three runs with a large rate."""
    import torch
    from torch.nn import functional

    from mlnotes.training.training_loop_torch import train

    torch.set_num_threads(1)

    def batch_loss(model: Any, generator: Any) -> Any:
        X = torch.randint(5, (32, 6), generator=generator)
        return functional.cross_entropy(model(X).mT, X.flip(1))

    figure, axes = plt.subplots(figsize=(4.8, 3.4))
    steps, window = 110, 5
    for label, norm_first, warmup, style in (
        ("post-norm, none", False, 1, "C1^:"),
        ("post-norm, 50 steps", False, 50, "C0o-"),
        ("pre-norm, none", True, 1, "C2s--"),
    ):
        model, generator = _reader(norm_first), torch.Generator().manual_seed(2)
        adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
        rates = [0.03 * min(1, (t + 1) / warmup) for t in range(steps)]
        losses = train(model, batch_loss, adam, steps, generator, rates.__getitem__)
        means = np.convolve(losses, np.full(window, 1 / window), "valid")
        place = np.arange(window, steps + 1)
        axes.plot(place, means, style, markevery=12, markersize=5, label=label)
    axes.axhline(math.log(5), color="C4", linewidth=1)
    axes.text(110, math.log(5) - 0.17, "guessing", ha="right", color="C4")
    axes.set(xlabel="step", ylabel="loss, mean of 5 batches", ylim=(0, 2.7))
    axes.legend(title="warm-up", loc="upper right", fontsize=9.5, title_fontsize=9.5)
    return figure
