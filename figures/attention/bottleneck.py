"""Figures of docs/attention/bottleneck.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.attention.bottleneck import probe_accuracy
from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.gru import gru
from mlnotes.sequences.rnn import rnn

N, FIT, T, C = 2000, 1500, 25, 8


def _read(H: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Accuracy of a probe for tokens X on states H, fitted on three quarters."""
    return probe_accuracy(H[:FIT], X[:FIT], H[FIT:], X[FIT:], C, 1e-3)


def read_from_last_state() -> Figure:
    """Draw the share of tokens that a probe reads, against the distance back."""
    rng = np.random.default_rng(0)
    X = rng.integers(C, size=(N, T))
    E = np.eye(C)[X]
    states = {}
    for h in (32, 128):
        W_xh, W_hh = 0.3 * rng.normal(size=(h, C)), recurrent_matrix(h, 0.9, rng)
        states[f"RNN, {h} units"] = rnn(E, np.zeros((N, h)), W_xh, W_hh, np.zeros(h))
    h = 32
    W, b = rng.normal(size=(3 * h, C)) / 2, np.zeros(3 * h)
    U = np.concatenate([recurrent_matrix(h, 0.9, rng) for _ in range(3)])
    states["GRU, 32 units"] = gru(E, np.zeros((N, h)), W, U, b)
    H = states["RNN, 32 units"]
    own = [_read(H[:, i], X[:, i : i + 1])[0] for i in reversed(range(T))]

    figure, axis = plt.subplots(figsize=(5, 3.4))
    axis.plot(
        range(T), own, "-.D", color="C3", markersize=4, label="state of the token"
    )
    styles = zip(("-o", "--s", ":^"), ("C0", "C1", "C2"), strict=True)
    for (name, H), (look, color) in zip(states.items(), styles, strict=True):
        read = _read(H[:, -1], X)[::-1]
        axis.plot(range(T), read, look, color=color, markersize=4, label=name)
    edge = plt.rcParams["axes.edgecolor"]
    axis.axhline(1 / C, color=edge, linewidth=1, linestyle=(0, (1, 3)))
    axis.text(T - 1, 1 / C + 0.06, "guessing", ha="right", va="bottom")
    axis.set(xlabel="steps back from the last", ylabel="tokens read", ylim=(0, 1.05))
    axis.legend(loc="center right")
    return figure
