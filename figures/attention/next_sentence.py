"""Figures of docs/attention/next-sentence.md, from Python's help texts."""

import functools
from collections.abc import Callable
from pydoc_data.topics import topics
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.next_sentence import (
    next_sentence_pairs,
    sentence_order_pairs,
    split_documents,
    split_sentences,
    topic_overlap,
    word_weights,
)
from mlnotes.sequences.vocabulary import tokenize


@functools.cache
def _documents() -> list[list[list[str]]]:
    """Return the words of each sentence of each help topic."""
    documents = []
    for name in sorted(topics):
        sentences = [tokenize(sentence) for sentence in split_sentences(topics[name])]
        words = [[w for w in s if w[0].isalpha()] for s in sentences]
        documents.append([s for s in words if len(s) > 3])
    return [document for document in documents if document]


def _overlaps(
    documents: list[Any], make: Callable[..., Any], weights: dict[str, float], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return overlap and label of all pairs of some documents."""
    pairs = make(documents, np.random.default_rng(seed))
    overlaps = np.array([topic_overlap(a, b, weights) for a, b, _ in pairs])
    return overlaps, np.array([label for *_, label in pairs])


def overlap_of_pairs() -> Figure:
    """Draw how much the sentences of a pair share, for both tasks and both labels."""
    documents = _documents()
    weights = word_weights(s for document in documents for s in document)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 4.6), sharex=True)
    bins = np.arange(0, 41, 2)
    for axes, make, names in (
        (top, next_sentence_pairs, ("follows", "other document")),
        (bottom, sentence_order_pairs, ("in order", "swapped")),
    ):
        overlaps, labels = _overlaps(documents, make, weights, 0)
        for label, style in ((0, "o-"), (1, "s--")):
            chosen = overlaps[labels == label]
            share = np.histogram(chosen.clip(max=39), bins)[0] / len(chosen)
            axes.plot(bins[:-1] + 1, share, style, label=names[label], markersize=4)
        axes.legend(fontsize=10)
        axes.set(ylabel="share of pairs", ylim=(0, None))
    top.set_title("next sentence", fontsize=11)
    bottom.set_title("sentence order", fontsize=11)
    bottom.set_xlabel("overlap, sum of the weights of shared words")
    return figure


def _accuracy(make: Callable[..., Any], size: int, seed: int) -> float:
    """Share of test pairs that a threshold gets right, with longer segments."""
    cut = [
        [
            [word for sentence in d[i : i + size] for word in sentence]
            for i in range(0, len(d) - size + 1, size)
        ]
        for d in _documents()
    ]
    documents = [d for d in cut if d]
    train, test = split_documents(documents, 0.3, np.random.default_rng(seed))
    weights = word_weights(s for document in train for s in document)
    overlaps, labels = _overlaps(train, make, weights, seed)
    thresholds = np.unique(overlaps)
    right = [((overlaps < x) == labels).mean() for x in thresholds]
    overlaps, wanted = _overlaps(test, make, weights, seed)
    return float(((overlaps < thresholds[np.argmax(right)]) == wanted).mean())


def accuracy_and_length() -> Figure:
    """Draw the accuracy of shared words for segments of one to four sentences."""
    figure, axes = plt.subplots(figsize=(4.8, 3))
    sizes = [1, 2, 3, 4]
    for make, style, name, shift in (
        (next_sentence_pairs, "o-", "next sentence", 0.05),
        (sentence_order_pairs, "s--", "sentence order", -0.11),
    ):
        seeds = range(5)
        values = np.array([[_accuracy(make, k, s) for k in sizes] for s in seeds])
        axes.plot(sizes, values.mean(axis=0), style, markersize=5)
        colour = axes.lines[-1].get_color()
        for row in values:
            axes.plot(sizes, row, style[0], color=colour, alpha=0.35, markersize=3)
        height = values.mean(axis=0)[1] + shift
        axes.text(2, height + 0.02, name, ha="center", color=colour, fontsize=10)
    axes.set(xlabel="sentences in each segment", ylabel="share of pairs right")
    axes.set(ylim=(0.3, 1), xticks=sizes)
    return figure
