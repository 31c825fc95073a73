"""Figures of docs/networks/activations.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import (
    gelu,
    gelu_backward,
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    tanh,
    tanh_backward,
)

U = np.linspace(-4, 4, 401)
ONES = np.ones_like(U)
SLOPE = 0.1  # of leaky ReLU: 0.01 could not be told from zero


def functions() -> Figure:
    """Draw the five activations over −4 to 4: those with two ends, those with one."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.4), sharex=True)
    top.plot(U, sigmoid(U), "-", label="sigmoid")
    top.plot(U, tanh(U), "--", label="tanh")
    bottom.plot(U, relu(U), "-", label="ReLU")
    bottom.plot(U, leaky_relu(U, SLOPE), "--", label="leaky ReLU")
    bottom.plot(U, gelu(U), "-.", label="GELU")
    top.set(ylabel="h", yticks=[-1, -0.5, 0, 0.5, 1])
    bottom.set(xlabel="pre-activation u", ylabel="h", yticks=range(5))
    for axes in (top, bottom):
        axes.legend(loc="upper left")
    return figure


def derivatives() -> Figure:
    """Draw the derivatives of the five activations over −4 to 4."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.4), sharex=True)
    top.plot(U, sigmoid_backward(ONES, sigmoid(U)), "-", label="sigmoid")
    top.plot(U, tanh_backward(ONES, tanh(U)), "--", label="tanh")
    for sign, label in ((-1, "ReLU"), (1, None)):  # two pieces: it jumps at 0
        side = U[sign * U > 0]
        slope = relu_backward(np.ones_like(side), side)
        bottom.plot(side, slope, "-", color="C0", label=label)
        slope = leaky_relu_backward(np.ones_like(side), side, SLOPE)
        label = label and "leaky ReLU"
        bottom.plot(side, slope, "--", color="C1", label=label)
    bottom.plot(U, gelu_backward(ONES, U), "-.", color="C2", label="GELU")
    top.set(ylabel="dh/du", yticks=[0, 0.25, 0.5, 0.75, 1])
    bottom.set(xlabel="pre-activation u", ylabel="dh/du", yticks=[0, 0.5, 1])
    for axes in (top, bottom):
        axes.legend(loc="upper left" if axes is top else "lower right")
    figure.align_ylabels()
    return figure
