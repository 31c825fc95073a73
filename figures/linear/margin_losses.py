"""Figures of docs/linear/margin-losses.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.linear.margin_losses import (
    exponential_loss,
    exponential_loss_backward,
    hinge_loss,
    hinge_loss_backward,
    log_loss,
    log_loss_backward,
    zero_one_loss,
)


def losses() -> Figure:
    """Draw the four losses against the margin, the log loss in base e and base 2."""
    m = np.linspace(-2.5, 3, 551)
    y = np.ones_like(m)
    figure, axes = plt.subplots()
    zero_one = np.where(m == 0, np.nan, zero_one_loss(m, y))  # no upright at the jump
    axes.plot(m, zero_one, label="0-1")
    axes.plot(0, 1, "o", color="C0")
    axes.plot(m, log_loss(m, y), "--", label="log, base e")
    axes.plot(m, log_loss(m, y) / np.log(2), ":", color="C1", label="log, base 2")
    axes.plot(m, exponential_loss(m, y), "-.", color="C2", label="exponential")
    axes.plot(m, hinge_loss(m, y), color="C3", dashes=(8, 2), label="hinge")
    axes.set(xlabel="margin m = y s", ylabel="loss", ylim=(-0.1, 4))
    axes.legend(loc="upper right")
    return figure


def slopes() -> Figure:
    """Draw the slopes of the four losses; the hinge's jumps at margin 1."""
    m = np.linspace(-2.5, 3, 551)
    y = np.ones_like(m)
    figure, axes = plt.subplots()
    axes.plot(m, np.where(m == 0, np.nan, 0), label="0-1")
    axes.plot(m, log_loss_backward(y, m, y), "--", label="log, base e")
    axes.plot(m, exponential_loss_backward(y, m, y), "-.", label="exponential")
    hinge = hinge_loss_backward(y, m, y)
    hinge[np.isclose(m, 1)] = np.nan
    axes.plot(m, hinge, color="C3", dashes=(8, 2), label="hinge")
    axes.plot([1, 1], [-1, 0], ":", color="C3")
    axes.plot(1, 0, "s", color="C3", label="the code's choice")
    axes.set(xlabel="margin m = y s", ylabel="slope dℓ/dm", ylim=(-3, 0.3))
    axes.legend(loc="lower right")
    return figure
