"""Figures of docs/linear/divergence.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.linear.divergence import kl_divergence


def two_directions() -> Figure:
    """Draw two distributions, and the terms of the divergence in both directions."""
    p, q = np.array([0.5, 0.4, 0.1]), np.array([0.1, 0.2, 0.7])
    k = np.arange(1, 4)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.4))
    top.bar(k - 0.2, p, 0.4, label="P", hatch="//", alpha=0.85)
    top.bar(k + 0.2, q, 0.4, label="Q", hatch="..", alpha=0.85)
    top.set(xlabel="class", ylabel="probability", xticks=k, ylim=(0, 0.95))
    top.legend(loc="upper left", ncols=2)
    for shift, (name, a, b), colour, hatch in (
        (-0.2, ("D(P‖Q)", p, q), "C2", "//"),
        (0.2, ("D(Q‖P)", q, p), "C3", ".."),
    ):
        label = f"{name} = {kl_divergence(a, b):.2f}"
        bottom.bar(
            k + shift,
            a * np.log(a / b),
            0.4,
            label=label,
            color=colour,
            hatch=hatch,
            alpha=0.85,
        )
    bottom.axhline(0, color=plt.rcParams["axes.edgecolor"], linewidth=0.8)
    bottom.set(xlabel="class", ylabel="term of the sum", xticks=k, ylim=(-0.35, 2.0))
    bottom.legend(loc="upper left")
    return figure


def two_classes() -> Figure:
    """Draw both divergences between (0.3, 0.7) and (q, 1 − q) over q."""
    q = np.linspace(0.002, 0.998, 400)
    P = np.tile([0.3, 0.7], (len(q), 1))
    Q = np.stack([q, 1 - q], axis=1)
    figure, axes = plt.subplots()
    axes.plot(q, kl_divergence(P, Q), label="D(P‖Q)")
    axes.plot(q, kl_divergence(Q, P), "--", label="D(Q‖P)")
    axes.plot(0.3, 0, "o", color="C2")
    axes.annotate(
        "P = Q",
        (0.3, 0),
        xytext=(0, 12),
        textcoords="offset points",
        ha="center",
    )
    axes.set(xlabel="probability q of class 1 under Q", ylabel="divergence in nats")
    axes.set_ylim(-0.1, 2.5)
    axes.legend()
    return figure


def log_below_its_tangent() -> Figure:
    """Draw log x and the line x − 1 that touches it at 1."""
    x = np.linspace(0.06, 3, 300)
    figure, axes = plt.subplots()
    axes.plot(x, np.log(x), label="log x")
    axes.plot(x, x - 1, "--", label="x − 1")
    axes.plot(1, 0, "o", color="C2")
    axes.annotate(
        "equal at x = 1", (1, 0), xytext=(10, -14), textcoords="offset points"
    )
    axes.set(xlabel="x", ylabel="value")
    axes.legend()
    return figure
