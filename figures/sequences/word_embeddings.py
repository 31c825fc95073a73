"""Figures of docs/sequences/word-embeddings.md."""

import re
from collections import Counter
from functools import cache
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.sequences.vocabulary import Vocab, tokenize
from mlnotes.sequences.word_embeddings import nearest

KINDS = {
    "modal verbs": ["can", "may", "must", "should", "will", "cannot"],
    "data types": ["integer", "string", "list", "tuple", "float", "dictionary"],
    "parts of a program": ["function", "method", "class", "module", "generator"],
    "articles and the like": ["the", "a", "an", "each", "any"],
}


@cache
def _trained() -> tuple[Vocab, np.ndarray]:
    """Centre vectors of the 400 most frequent words of Python's documentation."""
    import torch

    from mlnotes.sequences.word_embeddings_torch import (
        SkipGram,
        noise_distribution,
        skipgram_pairs,
    )
    from mlnotes.training.training_loop_torch import train

    texts = [topics[name] for name in sorted(topics)]
    parts = [part for text in texts for part in re.split(r"[.!?:;]\s|\n\s*\n", text)]
    sentences = [[word for word in tokenize(part) if word.isalpha()] for part in parts]
    counts = Counter(word for sentence in sentences for word in sentence)
    vocab = Vocab([word for word, _ in counts.most_common(400)], unknown=None)
    known = [vocab(word for word in words if word in vocab) for words in sentences]
    pairs = skipgram_pairs(known, window=2)
    noise = noise_distribution(torch.tensor([counts[word] for word in vocab.tokens]))

    def batch_loss(model: torch.nn.Module, generator: torch.Generator) -> torch.Tensor:
        batch = torch.randint(len(pairs), (1024,), generator=generator)
        drawn = torch.multinomial(noise, 1024 * 5, True, generator=generator)
        return model(pairs[batch], drawn.reshape(1024, 5))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = SkipGram(c=400, d=32)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.015)
    train(model, batch_loss, optimizer, 800, torch.Generator().manual_seed(0))
    return vocab, model.V.detach().numpy()


def _overlap(box: np.ndarray, boxes: list[np.ndarray]) -> float:
    """Area that a box (left, bottom, right, top) shares with others."""
    shared = 0.0
    for other in boxes:
        sides = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
        shared += float(np.prod(np.maximum(0, sides)))
    return shared


def _label(axes: Axes, points: np.ndarray, words: list[str]) -> None:
    """Write each word to that side of its point where it covers least."""
    pixels = axes.transData.transform(points) * 72 / axes.figure.dpi
    taken = [np.concatenate([point - 4, point + 4]) for point in pixels]
    for point, pixel, word in zip(points, pixels, words, strict=True):
        width, places = 6.2 * len(word), []
        for x, y, align in ((7, 0, "left"), (-7, 0, "right"), (0, 11, "center")):
            for sign in (1, -1) if align == "center" else (1,):
                left = {"left": x, "right": x - width, "center": -width / 2}[align]
                low = pixel + np.array([left, sign * y - 5])
                box = np.concatenate([low, low + np.array([width, 10])])
                places.append((_overlap(box, taken), (x, sign * y), align, box))
        _, offset, align, box = min(places, key=lambda place: place[0])
        taken.append(box)
        axes.annotate(
            word,
            point,
            xytext=offset,
            textcoords="offset points",
            ha=align,
            va="center",
        )


def map_of_words() -> Figure:
    """Draw words of four kinds along their two directions of largest variance."""
    vocab, V = _trained()
    kinds = {kind: [w for w in words if w in vocab] for kind, words in KINDS.items()}
    words = [word for kind in kinds.values() for word in kind]
    X = V[vocab(words)]
    X = X / np.linalg.norm(X, axis=1, keepdims=True)
    X = X - X.mean(axis=0)
    _, _, directions = np.linalg.svd(X, full_matrices=False)
    plane = X @ directions[:2].T

    figure, axes = plt.subplots(figsize=(5, 5))
    start = 0
    for number, (kind, members) in enumerate(kinds.items()):
        points = plane[start : start + len(members)]
        axes.plot(*points.T, "os^D"[number], color=f"C{number}", label=kind)
        start += len(members)
    low, high = plane.min(axis=0), plane.max(axis=0)
    margin = (high - low) * np.array([0.25, 0.08])  # for the labels
    axes.set(xlabel="first direction", ylabel="second direction")
    (left, bottom), (right, top) = low - margin, high + margin
    axes.set(xlim=(left, right), ylim=(bottom, top))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    figure.draw_without_rendering()  # fixes the axes, so that pixels are known
    _label(axes, plane, words)
    return figure


def nearest_words() -> Figure:
    """Write the four nearest words, by cosine, beside each of eight words."""
    vocab, V = _trained()
    words = ["can", "is", "the", "true", "integer", "list", "function", "left"]
    words = [word for word in words if word in vocab]
    neighbors, _ = nearest(np.array(vocab(words)), V, 4)
    figure, axes = plt.subplots(figsize=(5, 3.4))
    for row, word in enumerate(words):
        axes.text(0, row, word, weight="bold", size=11, va="center")
        for column, other in enumerate(vocab.decode(neighbors[row])):
            axes.text(1 + column, row, other, size=11, va="center")
    axes.set(xlim=(0, 5), ylim=(len(words) - 0.4, -0.6))
    axes.axis("off")
    return figure
