"""Figures of docs/attention/masked-language-model.md."""

import functools
import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.attention.masked_language_model import agreement_sentences, mask_tokens
from mlnotes.sequences.vocabulary import build_vocab

WORDS = ["she", "reads", "old", "books"]
STEPS, EVERY = 100, 5


def _grid(axes: Any, title: str, asked: list[int], seen: np.ndarray, at: int) -> None:
    """Draw which words (columns) are seen where a word (rows) is asked for."""
    colour, edge = plt.rcParams["text.color"], plt.rcParams["axes.edgecolor"]
    for i, word in enumerate(asked):
        for j in range(4):
            answer = word == j
            face = ("C1" if answer else "C0") if seen[i, j] else "none"
            box = Rectangle((j, -i - 1), 0.92, 0.92, facecolor=face, alpha=0.55)
            axes.add_patch(box)
            outline = {"fill": False, "edgecolor": edge, "linewidth": 0.8}
            axes.add_patch(Rectangle((j, -i - 1), 0.92, 0.92, **outline))
            if answer:
                centre = {"ha": "center", "va": "center", "color": colour}
                axes.text(
                    j + 0.46,
                    -i - 0.54,
                    "!" if seen[i, j] else "?",
                    fontsize=12,
                    **centre,
                )
    for j, word in enumerate(WORDS):
        name = "[MASK]" if j == at else word
        place = {"rotation": 60, "ha": "left", "va": "bottom", "color": colour}
        axes.text(j + 0.2, 0.1, name, fontsize=10.5, **place)
    for i, word in enumerate(asked):
        place = {"ha": "right", "va": "center", "color": colour}
        axes.text(-0.2, -i - 0.54, WORDS[word], fontsize=10.5, **place)
    last = -len(asked) - 0.2
    axes.set(xlim=(-1.8, 4.9), ylim=(last - 0.8, 2), aspect="equal")
    axes.text(2, last, title, ha="center", va="top", fontsize=10.5, color=colour)
    axes.axis("off")


def what_is_seen() -> Figure:
    """Draw what a place sees: next word of all, next word from the left, masked."""
    figure, panels = plt.subplot_mosaic(
        [["a", "b"], ["c", "c"]], figsize=(5, 4), height_ratios=(5.8, 3.8)
    )
    every = np.ones((3, 4), dtype=bool)
    _grid(panels["a"], "next word, all is seen", [1, 2, 3], every, -1)
    _grid(panels["b"], "next word, left is seen", [1, 2, 3], np.tril(every), -1)
    hidden = np.arange(4)[np.newaxis] != 1
    _grid(panels["c"], "masked word", [1], hidden, 1)
    return figure


@functools.cache
def _verb_losses(causal: bool) -> list[float]:
    """Train on the small language; return the loss at the verb over the steps."""
    import torch
    from torch.nn import functional

    from mlnotes.attention import masked_language_model_torch as with_torch
    from mlnotes.sequences.language_model_torch import masked_cross_entropy
    from mlnotes.training.training_loop_torch import train

    torch.set_num_threads(1)
    sentences = [["[CLS]", *words] for words in agreement_sentences()]
    vocab = build_vocab(sentences, specials=["[MASK]", "[CLS]"])
    sentences = torch.tensor([vocab(words) for words in sentences])
    verb, hidden = sentences[:, 2], sentences.clone()
    hidden[:, 2] = 0
    losses = []

    def batch_loss(model: Any, generator: Any) -> Any:
        if len(steps) % EVERY == 0:
            with torch.no_grad():
                s = model(sentences)[:, 1] if causal else model(hidden)[:, 2]
            losses.append(functional.cross_entropy(s, verb).item())
        steps.append(0)
        X = sentences[torch.randint(12, (128,), generator=generator)]
        if causal:
            y = X[:, 1:]
            return masked_cross_entropy(model(X[:, :-1]), y, torch.ones_like(y) > 0)
        c = len(vocab)
        seen, chosen = with_torch.mask_tokens(X, X > 1, 0, c, generator)
        return masked_cross_entropy(model(seen), X, chosen)

    steps: list[int] = []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = with_torch.TokenScorer(len(vocab), 16, 2, 32, 2, 4, causal)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, optimizer, STEPS + 1, torch.Generator().manual_seed(0))
    return losses


def loss_at_the_verb() -> Figure:
    """Draw the loss at the verb while a causal and a masked model train."""
    figure, axes = plt.subplots(figsize=(4.8, 3))
    steps = np.arange(0, STEPS + 1, EVERY)
    axes.plot(steps, _verb_losses(True), "s-", color="C1", markersize=4)
    axes.plot(steps, _verb_losses(False), "o-", color="C0", markersize=4)
    grey = {"color": plt.rcParams["axes.edgecolor"], "linestyle": "--"}
    axes.axhline(math.log(3), linewidth=1, **grey)
    axes.text(2, math.log(3) - 0.05, "log 3", va="top", fontsize=10)
    axes.text(60, 1.22, "left to right", color="C1", fontsize=10)
    axes.text(50, 0.6, "masked: sees both sides", color="C0", fontsize=10)
    axes.set(xlabel="training steps", ylabel="loss at the verb in nats", ylim=(0, None))
    return figure


def asked_at_least_once() -> Figure:
    """Draw the share of tokens that were predicted after some passes over the text."""
    rng = np.random.default_rng(0)
    X = rng.integers(1, 50, (100, 50))
    masks = [mask_tokens(X, X > 0, 0, 50, rng)[1] for _ in range(40)]
    e = np.arange(1, 41)
    figure, axes = plt.subplots(figsize=(4.8, 2.8))
    for kinds, style, name, height in (
        (40, "o", "new at each pass", 1.04),
        (10, "s", "ten static masks", 0.71),
        (1, "^", "one static mask", 0.19),
    ):
        share = [np.any([masks[i % kinds] for i in range(n)], axis=0).mean() for n in e]
        axes.plot(e, share, style, markersize=3)
        colour = axes.lines[-1].get_color()
        axes.text(40, height, name, ha="right", color=colour, fontsize=10)
    grey = {"color": plt.rcParams["axes.edgecolor"], "linestyle": "--"}
    axes.plot(e, 1 - 0.85**e, linewidth=1, **grey)
    axes.set(xlabel="passes over the text", ylabel="share predicted so far")
    axes.set(ylim=(0, 1.12))
    return figure
