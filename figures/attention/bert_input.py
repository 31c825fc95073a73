"""Figures of docs/attention/bert-input.md."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.attention.bert_input import join_pair

WORDS = ["[CLS]", "[SEP]", "my", "dog", "he", "play", "##s"]


def three_embeddings() -> Figure:
    """Draw what is added up at each place of two joined sentences."""
    ids, segments = join_pair([2, 3], [4, 5, 6], 0, 1, 8)
    rows = {
        "token": [WORDS[i] for i in ids],
        "segment": ["AB"[segment] for segment in segments],
        "place": [str(place) for place in range(len(ids))],
    }
    figure, axes = plt.subplots(figsize=(5, 2.6))
    for y, (name, labels) in enumerate(rows.items()):
        axes.text(-0.15, -1.45 * y, name, ha="right", va="center")
        for x, (label, segment) in enumerate(zip(labels, segments, strict=True)):
            color = f"C{segment}" if name == "segment" else "C2" if y == 0 else "C3"
            hatch = "//" if name == "segment" and segment else None
            box = (x + 0.04, -1.45 * y - 0.42), 0.92, 0.84
            axes.add_patch(Rectangle(*box, facecolor=color, alpha=0.22, linewidth=0))
            edge = Rectangle(*box, fill=False, edgecolor=color, hatch=hatch, alpha=0.6)
            axes.add_patch(edge)
            axes.text(x + 0.5, -1.45 * y, label, ha="center", va="center", fontsize=9)
            if y:
                axes.text(x + 0.5, 0.72 - 1.45 * y, "+", ha="center", va="center")
    axes.set(xlim=(-1.6, len(ids) + 0.05), ylim=(-3.4, 0.5))
    axes.axis("off")
    return figure


def cut() -> Figure:
    """Draw how much of two sentences stays, over the length of the row."""
    a, b = list(range(9)), list(range(3))
    lengths = range(3, 18)
    kept = [join_pair(a, b, 0, 0, max_len)[1] for max_len in lengths]
    figure, axes = plt.subplots(figsize=(4.8, 2.9))
    first = [segments.count(0) - 2 for segments in kept]
    second = [segments.count(1) - 1 for segments in kept]
    axes.plot(lengths, first, "o-", label="first sentence, 9 tokens")
    axes.plot(lengths, second, "s--", label="second sentence, 3 tokens")
    axes.set(xlabel="longest row, max_len", ylabel="tokens that stay", ylim=(-0.4, 10))
    axes.set_xticks(range(3, 18, 2))
    axes.legend(loc="upper left")
    return figure
