"""Figures of docs/linear/cross-entropy.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.linear.cross_entropy import cross_entropy_backward
from mlnotes.linear.softmax import softmax


def loss_of_one_sample() -> Figure:
    """Draw −log p over the probability p of the right class."""
    p = np.geomspace(0.005, 1, 300)
    figure, axes = plt.subplots()
    axes.plot(p, -np.log(p))
    for value, text in ((0.01, "1 %"), (0.1, "10 %: a guess among 10"), (0.9, "90 %")):
        axes.plot(value, -np.log(value), "o", color="C1")
        axes.annotate(
            f"{text}, loss {-np.log(value):.2f}",
            (value, -np.log(value)),
            xytext=(8, 24 if value > 0.5 else 8),
            textcoords="offset points",
            ha="right" if value > 0.5 else "left",
        )
    axes.set(
        xlabel="probability of the right class", ylabel="loss in nats", ylim=(0, 5.4)
    )
    return figure


def gradient_of_one_sample() -> Figure:
    """Draw probabilities, target and gradient of one sample with four classes."""
    s, y = np.array([[2.0, 1.0, 0.0, -1.0]]), np.array([1])
    bars = (
        ("probabilities p", softmax(s)[0], "C0", ""),
        ("target t", np.eye(4)[y][0], "C2", "//"),
        ("gradient p − t", cross_entropy_backward(1.0, s, y)[0], "C1", ".."),
    )
    figure, all_axes = plt.subplots(3, 1, figsize=(4, 5.6), sharex=True)
    for axes, (title, values, colour, hatch) in zip(all_axes, bars, strict=True):
        drawn = axes.bar(range(1, 5), values, color=colour, hatch=hatch, alpha=0.85)
        axes.bar_label(
            drawn, [f"{value:.2f}".replace("-", "−") for value in values], padding=2
        )
        axes.axhline(0, color=plt.rcParams["axes.edgecolor"], linewidth=0.8)
        axes.set(
            title=title, xticks=range(1, 5), ylim=(-1.4 if colour == "C1" else 0, 1.3)
        )
    all_axes[-1].set_xlabel("class")
    return figure
