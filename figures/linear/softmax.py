"""Figures of docs/linear/softmax.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.linear.softmax import sigmoid, sigmoid_backward


def sigmoid_and_slope() -> Figure:
    """Draw the sigmoid and its derivative over the scores −6 to 6."""
    s = np.linspace(-6, 6, 241)
    p = sigmoid(s)
    figure, axes = plt.subplots()
    axes.plot(s, p, label="σ(s)")
    axes.plot(s, sigmoid_backward(np.ones_like(s), p), "--", label="dσ/ds")
    axes.set(xlabel="score s", ylabel="value")
    axes.legend()
    return figure
