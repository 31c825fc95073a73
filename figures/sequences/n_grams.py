"""Figures of docs/sequences/n-grams.md, from the English text of ``pydoc_data``."""

import re
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.sequences.n_grams import (
    InterpolatedModel,
    NGramModel,
    interpolation_weights,
    perplexity,
    token_probabilities,
)
from mlnotes.sequences.vocabulary import tokenize


def _english() -> list[str]:
    """Different sentences of 20 to 120 letters and common signs, lower case."""
    sentences = {}
    for key in sorted(topics):
        for paragraph in re.split(r"\n\s*\n", topics[key]):
            if paragraph.startswith(" "):  # code
                continue
            line = re.sub(r"\s+", " ", paragraph).lower().replace("’", "'")
            line = re.sub("[“”]", '"', line)
            for sentence in re.split(r"(?<=[.:;])\s", line):
                if re.fullmatch(r"[a-z ,.;:'\"()-]{20,120}", sentence):
                    sentences[sentence] = None
    return list(sentences)


def _parts() -> tuple[list[str], list[str], list[str], list[str]]:
    """Training, weights, held-out: eight, one and one sentence of ten; characters."""
    text = _english()
    train = [sentence for i, sentence in enumerate(text) if i % 10 > 1]
    return train, text[::10], text[1::10], sorted(set("".join(text)))


def _without_near_copies(text: list[str], train: list[str]) -> list[str]:
    """Leave out sentences that have most words in common with one of the training.

    Most: more than half of the different words of the two.
    """
    known = [frozenset(tokenize(sentence)) for sentence in train]
    far = []
    for sentence in text:
        words = frozenset(tokenize(sentence))
        if all(len(words & other) <= len(words | other) / 2 for other in known):
            far.append(sentence)
    return far


def _perplexity(model: NGramModel | InterpolatedModel, text: list[str]) -> float:
    """Perplexity per character, ends included."""
    return float(perplexity(-np.log(token_probabilities(model, text)).mean()))


def perplexity_by_order() -> Figure:
    """Draw perplexity over the order: training, held-out, smoothed, interpolated."""
    train, weights_text, held_out, tokens = _parts()
    orders = range(1, 7)
    models = [NGramModel(train, order, tokens=tokens) for order in orders]
    seen = train[:: max(1, len(train) // 100)]  # as much as is held out
    training = [_perplexity(model, seen) for model in models]
    zeros = [np.mean(token_probabilities(m, held_out) == 0) for m in models]
    for model in models:
        model.k = 0.01
    smoothed = [_perplexity(model, held_out) for model in models]
    P = np.stack([token_probabilities(m, weights_text) for m in models], axis=1)
    mixed = []
    for order in orders:
        weights = interpolation_weights(P[:, :order], 50)
        mixture = InterpolatedModel(models[:order], weights)
        mixed.append(_perplexity(mixture, held_out))

    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(4.8, 5.2), height_ratios=(2, 1), sharex=True
    )
    top.plot(orders, training, "o-", label="training text, k = 0")
    top.plot(orders, smoothed, "s--", label="held out, k = 0.01")
    top.plot(orders, mixed, "^-.", label="held out, interpolated")
    top.set(ylabel="perplexity", yscale="log")
    top.set_yticks([2, 3, 5, 10, 20], ["2", "3", "5", "10", "20"])
    top.minorticks_off()
    top.legend()
    bottom.bar(orders, np.multiply(zeros, 100), width=0.6, color="C3", hatch="//")
    bottom.set(xlabel="order", ylabel="probability 0 (%)\nheld out, k = 0")
    return figure


def weight_of_the_longer_history() -> Figure:
    """Draw perplexity over the weight of order 6 against order 3, on three texts."""
    train, weights_text, held_out, tokens = _parts()
    models = [NGramModel(train, order, 0.01, tokens) for order in (3, 6)]
    grid = np.linspace(0, 1, 41)
    figure, axes = plt.subplots(figsize=(4.8, 3.2))
    texts = (
        ("training", train[:: max(1, len(train) // 100)], "-"),
        ("sets the weight", weights_text, "--"),
        ("held out", held_out, "-."),
    )
    for color, (name, text, style) in enumerate(texts):
        P = np.stack([token_probabilities(model, text) for model in models], axis=1)
        mixed = P[:, :1] * (1 - grid) + P[:, 1:] * grid
        curve = [float(perplexity(loss)) for loss in -np.log(mixed).mean(axis=0)]
        axes.plot(grid, curve, style, color=f"C{color}", label=name)
        best = interpolation_weights(P, 200)
        value = perplexity(-np.log(P @ best).mean())
        axes.plot(best[1], value, "o", color=f"C{color}", clip_on=False)
    axes.set(xlabel="weight of order 6", ylabel="perplexity", ylim=(1, None))
    axes.legend(loc="upper center")
    return figure
