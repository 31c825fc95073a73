"""Figures of docs/attention/additive-attention.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.additive_attention import additive_scores, bilinear_scores

QUERIES = {-1.0: ("-", "o", "C0"), 0.0: ("--", "s", "C1"), 0.5: (":", "^", "C2")}


def between() -> Figure:
    """Draw scores against the key for three queries: straight lines, and bumps."""
    line, keys = np.linspace(-1, 1, 201)[:, None], np.linspace(-1, 1, 5)[:, None]
    a, b, height = 3.0, 1.0, 5.0
    W_q, W_k = np.array([[-a, b], [-a, -b]]), np.array([[a], [a]])
    v = height * np.array([1.0, -1.0])

    def bilinear(Q: np.ndarray, K: np.ndarray) -> np.ndarray:
        return bilinear_scores(Q, K, np.array([[1.0], [0.0]]))

    def additive(Q: np.ndarray, K: np.ndarray) -> np.ndarray:
        return additive_scores(Q, K, W_q, W_k, v)

    figure, panels = plt.subplots(1, 2, figsize=(5, 3.1))
    for axis, scores in zip(panels, (bilinear, additive), strict=True):
        for q, (dashes, marker, color) in QUERIES.items():
            Q = np.array([[q, 1.0]])
            axis.plot(line[:, 0], scores(Q, line)[0], dashes, color=color)
            axis.plot(keys[:, 0], scores(Q, keys)[0], marker, color=color, markersize=5)
            axis.plot([], [], dashes, marker=marker, color=color, label=f"{q:g}")
        axis.set(xlabel="key", xticks=[-1, 0, 1])
    panels[0].set(title="bilinear", ylabel="score")
    panels[1].set(title="additive")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, title="query", ncols=3, loc="outside lower center")
    return figure
