"""Figure of docs/sequences/gru.md."""

import math

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.sequences.gru import gru


def moving_average() -> Figure:
    """Draw states of one unit for three constant update gates."""
    rng = np.random.default_rng(0)
    X = np.where(np.arange(60) < 30, 1.0, -1.0) + rng.normal(0, 0.4, 60)
    W, U = np.array([[0.0], [0.0], [1.0]]), np.zeros((3, 1))
    figure, axes = plt.subplots(figsize=(5, 3.1))
    axes.plot(np.tanh(X), ".", color="C5", label="candidate g")
    for z, style in ((0.05, "-"), (0.2, "--"), (0.6, ":")):
        b = np.array([0.0, math.log(z / (1 - z)), 0.0])
        H = gru(X[None, :, None], np.zeros((1, 1)), W, U, b)
        axes.plot(H[0, :, 0], style, label=f"state, z = {z}")
    axes.set(xlabel="time step", ylabel="one unit", ylim=(-1.1, 1.75))
    axes.set_yticks([-1, 0, 1])
    axes.legend(loc="upper center", ncols=2)
    return figure
