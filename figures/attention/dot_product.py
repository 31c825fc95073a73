"""Figures of docs/attention/dot-product.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax


def one_step() -> Figure:
    """Draw one step in the plane: states, coefficients and the attention value."""
    H = np.array([[2.0, 0.3], [0.6, 1.7], [-1.2, 1.4], [-1.6, -0.8], [0.7, -1.5]])
    s_t = np.array([0.7, 1.1])
    alpha = masked_softmax(dot_product_scores(s_t[None], H), None)[0]
    a = alpha @ H
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.7), width_ratios=(3, 2))
    for i, (x, y) in enumerate(H, start=1):
        left.annotate(
            "", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": "C0"}
        )
        offset = 0.32 * np.array([x, y]) / np.hypot(x, y)
        left.text(x + offset[0], y + offset[1], f"$h_{i}$", ha="center", va="center")
    style = {"arrowstyle": "->", "color": "C1", "linestyle": "--", "linewidth": 1.8}
    left.annotate("", s_t, (0, 0), arrowprops=style)
    left.text(0.25, 1.15, "$s_t$", color="C1", ha="center")
    left.plot(*a, "D", color="C2", markersize=7)
    left.text(a[0] + 0.2, a[1] - 0.32, "$a_t$", color="C2")
    left.set(xlim=(-2.3, 2.7), ylim=(-2.1, 2.3), aspect="equal")
    right.barh(range(1, 6), alpha, color="C0")
    right.set_yticks(range(1, 6), [f"$h_{i}$" for i in range(1, 6)])
    right.set(xlabel="coefficient", xlim=(0, 0.6))
    right.invert_yaxis()
    right.grid(visible=False, axis="y")
    return figure


def long_keys() -> Figure:
    """Draw the weight of a key that grows, beside two keys of length one."""
    lengths = np.linspace(0, 6, 200)
    q = 2 * np.array([[1.0, 0.0]])
    directions = {"ahead, 0°": 0.0, "aside, 60°": 60.0, "away, 120°": 120.0}
    figure, axis = plt.subplots(figsize=(5, 3))
    styles = zip(("-", "--", ":"), ("C0", "C1", "C2"), strict=True)
    for (name, degrees), (dashes, color) in zip(
        directions.items(), styles, strict=True
    ):
        angle = np.radians(degrees)
        others = np.array([[1.0, 0.0], [0.0, 1.0]])
        weights = []
        for length in lengths:
            key = length * np.array([[np.cos(angle), np.sin(angle)]])
            e = dot_product_scores(q, np.concatenate([key, others]))
            weights.append(masked_softmax(e, None)[0, 0])
        axis.plot(lengths, weights, dashes, color=color, label=name)
    axis.set(xlabel="length of the key", ylabel="its weight", ylim=(0, 1))
    axis.legend(title="its direction from the query", loc="center right")
    return figure
