"""Figures of docs/attention/bert.md."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

TOKENS = ["[CLS]", "my", "[MASK]", "[SEP]", "he", "plays", "[SEP]"]
STEPS = 120


def _box(
    axes: Axes, x: float, y: float, width: float, height: float, text: str, edge: str
) -> None:
    """Draw a box with a text in its middle."""
    from matplotlib.patches import FancyBboxPatch

    corner = (x - width / 2, y - height / 2)
    look = {"boxstyle": "round,pad=0,rounding_size=0.12", "linewidth": 1.6}
    patch = FancyBboxPatch(
        corner, width, height, facecolor="none", edgecolor=edge, **look
    )
    axes.add_patch(patch)
    colour = plt.rcParams["text.color"]
    axes.text(x, y, text, ha="center", va="center", color=colour)


def model() -> Figure:
    """Draw the row of tokens, embeddings, encoder and both heads."""
    figure, axes = plt.subplots(figsize=(5, 5.4))
    colour = plt.rcParams["text.color"]
    arrow: dict[str, Any] = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.1}
    arrow |= {"shrinkA": 0, "shrinkB": 0}

    def point(x: float, low: float, high: float) -> None:
        axes.annotate("", (x, high), (x, low), arrowprops=arrow)

    middle = (len(TOKENS) - 1) / 2
    for x, token in enumerate(TOKENS):
        axes.text(x, 0, token, ha="center", va="center", color=colour, fontsize=9.5)
        segment = "AB"[x > 3]
        axes.text(x, -0.55, segment, ha="center", va="center", color=f"C{x > 3:d}")
        point(x, 0.3, 0.9)
        point(x, 2.0, 2.6)
        point(x, 4.4, 5.0)
    axes.text(-0.75, -0.55, "segment", ha="right", va="center", color=colour)
    axes.text(-0.75, 0, "token", ha="right", va="center", color=colour)
    _box(axes, middle, 1.45, 6.9, 1.1, "token + place + segment, then norm", "C4")
    _box(axes, middle, 3.5, 6.9, 1.8, "encoder, L layers:\nevery place sees all", "C0")
    for x in range(len(TOKENS)):
        axes.text(x, 5.22, "H", ha="center", va="center", color=colour)
    for x in (0, 2):
        point(x, 5.5, 6.1)
    _box(axes, 0, 6.75, 1.6, 1.3, "pooler,\ntanh", "C2")
    _box(axes, 3.2, 6.75, 3.2, 1.3, "linear, GELU, norm,\ntable of the tokens", "C3")
    point(0, 7.4, 8.0)
    point(2, 7.4, 8.0)
    axes.text(0, 8.55, "follows?\n2 scores", ha="center", va="center", color=colour)
    text = "which token?\nc scores"
    axes.text(2.4, 8.55, text, ha="center", va="center", color=colour)
    axes.set(xlim=(-2.2, 6.6), ylim=(-0.9, 9.1))
    axes.axis("off")
    return figure


def _losses(seed: int) -> np.ndarray:
    """Both losses of every step of the small pre-training of the page."""
    import torch

    from mlnotes.attention.bert_torch import Bert, BertForPreTraining
    from mlnotes.attention.masked_language_model import agreement_sentences
    from mlnotes.attention.masked_language_model_torch import mask_tokens
    from mlnotes.linear.cross_entropy_torch import cross_entropy
    from mlnotes.sequences.language_model_torch import masked_cross_entropy
    from mlnotes.sequences.vocabulary import build_vocab
    from mlnotes.training.training_loop_torch import train

    torch.set_num_threads(1)
    language = agreement_sentences()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocab = build_vocab(language, specials=specials)
    pairs = [(a, b) for a in language for b in language if a != b]
    X = torch.tensor([vocab(["[CLS]", *a, "[SEP]", *b, "[SEP]"]) for a, b in pairs])
    y = torch.tensor([int(a[2] != b[2]) for a, b in pairs])
    segments = torch.tensor([0] * 5 + [1] * 4).expand_as(X)
    mask, even = torch.ones_like(X, dtype=torch.bool), 1 / torch.bincount(y)[y]
    parts = []

    def batch_loss(model: Any, generator: Any) -> Any:
        i = torch.multinomial(even, 48, replacement=True, generator=generator)
        seen, chosen = mask_tokens(X[i], X[i] > 4, 4, len(vocab), generator, rate=0.3)
        s, s_next = model(seen, segments[i], mask[i])
        both = masked_cross_entropy(s, X[i], chosen), cross_entropy(s_next, y[i])
        parts.append([part.item() for part in both])
        return both[0] + both[1]

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        bert = Bert(len(vocab), 48, 2, 96, 2, max_len=9, dropout=0.0)
        model = BertForPreTraining(bert)
        for weight in (p for p in model.parameters() if p.ndim > 1):
            torch.nn.init.normal_(weight, std=0.1)
    adam = torch.optim.Adam(model.parameters(), 0.004)
    train(model, batch_loss, adam, STEPS, torch.Generator().manual_seed(seed))
    return np.array(parts)


def losses() -> Figure:
    """Draw both losses during the small pre-training, means over ten steps."""
    curves = _losses(0).reshape(-1, 10, 2).mean(axis=1)
    figure, axes = plt.subplots(figsize=(4.8, 2.9))
    steps = np.arange(5, STEPS, 10)
    names = ("masked words", "next sentence")
    for curve, name, mark in zip(curves.T, names, ("o-", "s--"), strict=True):
        axes.plot(steps, curve, mark, markersize=4, label=name)
    axes.axhline(np.log(2), color=plt.rcParams["axes.edgecolor"], linestyle=":")
    axes.text(STEPS, np.log(2) + 0.06, "log 2", ha="right")
    axes.set(xlabel="step", ylabel="loss in nats", ylim=(0, None))
    axes.legend()
    return figure
