"""Figures of docs/sequences/language-model.md, from the English text of chapter 6."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from figures.sequences.n_grams import _parts, _perplexity
from mlnotes.sequences.language_model import temper
from mlnotes.sequences.n_grams import (
    InterpolatedModel,
    NGramModel,
    interpolation_weights,
    sample_sentence,
    token_probabilities,
)

if TYPE_CHECKING:
    import torch

    from mlnotes.sequences.language_model_torch import LanguageModel

STEPS = (0, 10, 25, 50, 100, 150)


def _table(
    text: list[str], tokens: list[str]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Inputs, next tokens and mask; id 0 starts and ends a sentence, and pads."""
    import torch  # here: most figures need no PyTorch

    ids = {token: number for number, token in enumerate(tokens, 1)}
    table = torch.zeros(len(text), max(map(len, text)) + 2, dtype=torch.int64)
    for row, sentence in zip(table, text, strict=True):
        row[1 : len(sentence) + 1] = torch.tensor([ids[token] for token in sentence])
    lengths = torch.tensor([len(sentence) + 1 for sentence in text])
    mask = torch.arange(table.shape[1] - 1) < lengths[:, None]
    return table[:, :-1], table[:, 1:], mask


def _loss(model: torch.nn.Module, *batch: torch.Tensor) -> torch.Tensor:
    """Cross entropy per real token; padding that the whole batch has is cut off."""
    from mlnotes.sequences.language_model_torch import masked_cross_entropy

    X, y, mask = batch
    t = int(mask.sum(dim=1).max())
    s, _ = model(X[:, :t])
    return masked_cross_entropy(s, y[:, :t], mask[:, :t])


@functools.cache
def _trained(seed: int = 0) -> tuple[LanguageModel, list[float], list[str]]:
    """Train a small RNN on the training part; perplexity of held-out text by step."""
    import torch

    from mlnotes.sequences.language_model_torch import LanguageModel
    from mlnotes.sequences.rnn_torch import RNN
    from mlnotes.training.training_loop_torch import train

    text, _, held_out, tokens = _parts()
    X, y, mask = _table(text, tokens)
    unseen = _table(held_out, tokens)
    torch.manual_seed(seed)
    model = LanguageModel(RNN(16, 64), c=len(tokens) + 1, d=16)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(seed)

    def batch_loss(model: torch.nn.Module, generator: torch.Generator) -> torch.Tensor:
        rows = torch.randint(len(X), (16,), generator=generator)
        return _loss(model, X[rows], y[rows], mask[rows])

    values = []
    for done, until in zip((0, *STEPS), STEPS, strict=False):
        train(model, batch_loss, optimizer, until - done, generator, max_norm=1.0)
        with torch.no_grad():
            values.append(float(_loss(model, *unseen).exp()))
    return model, values, tokens


def perplexity_by_steps() -> Figure:
    """Draw held-out perplexity of an RNN in training beside those of n-grams."""
    _, values, tokens = _trained()
    text, weights_text, held_out, _ = _parts()
    models = [NGramModel(text, order, 0.01, tokens) for order in range(1, 6)]
    P = np.stack([token_probabilities(m, weights_text) for m in models], axis=1)
    mixture = InterpolatedModel(models, interpolation_weights(P, 50))
    figure, axes = plt.subplots(figsize=(4.8, 3.6))
    axes.plot(STEPS, values, "o-", label="RNN, 64 units")
    lines = [
        (models[1], "order 2"),
        (models[2], "order 3"),
        (mixture, "mixture of 1–5"),
    ]
    for number, (model, name) in enumerate(lines, 1):
        value = _perplexity(model, held_out)
        style = ("--", "-.", ":")[number - 1]
        axes.axhline(value, color=f"C{number}", linestyle=style)
        axes.text(0, value * 1.03, name, va="bottom", color=f"C{number}")
    axes.set(xlabel="training step", ylabel="held-out perplexity", yscale="log")
    axes.set_yticks([3, 5, 10, 20, 40], ["3", "5", "10", "20", "40"])
    axes.minorticks_off()
    axes.set_ylim(2.8, 45)
    axes.legend()
    return figure


def samples() -> Figure:
    """Write text drawn from the RNN, and from n-gram models below it."""
    import torch

    from mlnotes.sequences.language_model_torch import sample

    model, _, tokens = _trained()
    text, *_ = _parts()
    rows = []
    for temperature in (1.0, 0.5):
        generator = torch.Generator().manual_seed(1)
        start = torch.zeros(3, 1, dtype=torch.int64)
        drawn = sample(model, start, 46, temperature, generator)
        rows.append(f"RNN, 150 steps, temperature {temperature}")
        for ids in drawn.tolist():
            stop = ids.index(0) if 0 in ids else len(ids)
            rows.append("".join(tokens[i - 1] for i in ids[:stop]))
    for order in (2, 3, 5):
        rng = np.random.default_rng(1)
        rows.append(f"n-grams of order {order}")
        counts = NGramModel(text, order, tokens=tokens)
        rows += ["".join(sample_sentence(counts, rng, 46)) for _ in range(3)]
    figure, axes = plt.subplots(figsize=(4.8, 5.2))
    axes.set_axis_off()
    for number, row in enumerate(rows):
        head = number % 4 == 0
        axes.text(
            0 if head else 0.03,
            1 - (number + 0.2 * (number // 4)) / 21,
            row,
            transform=axes.transAxes,
            va="top",
            size=10.5 if head else 10,
            family="sans-serif" if head else "monospace",
            color="C0" if head else plt.rcParams["text.color"],
        )
    return figure


def temperatures() -> Figure:
    """Draw one distribution of four scores at three temperatures."""
    s = np.array([[2.0, 1.0, 0.0, -1.0]])
    figure, axes = plt.subplots(figsize=(4.8, 2.8))
    for number, (temperature, hatch) in enumerate(((0.5, "//"), (1, ""), (2, ".."))):
        p = temper(s, temperature)[0]
        places = np.arange(4) + 0.27 * (number - 1)
        label = f"τ = {temperature}"
        axes.bar(places, p, 0.25, color=f"C{number}", hatch=hatch, label=label)
    axes.set_xticks(range(4), [f"score {value:g}" for value in s[0]])
    axes.set(ylabel="probability")
    axes.legend()
    return figure
