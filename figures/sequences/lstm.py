"""Figures of docs/sequences/lstm.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences.lstm import lstm

# Nodes of the cell: place and name; gates in boxes, products and sums in discs.
PLACES = {
    "c_old": (0.0, 3.2, "$c_{t-1}$"),
    "keep": (1.0, 3.2, "×"),
    "add": (2.6, 3.2, "+"),
    "c_new": (5.6, 3.2, "$c_t$"),
    "write": (2.6, 2.2, "×"),
    "squash": (4.4, 2.45, "tanh"),
    "show": (4.4, 1.7, "×"),
    "h_new": (5.6, 1.7, "$h_t$"),
    "f": (1.0, 1.0, "f: σ"),
    "i": (2.1, 1.0, "i: σ"),
    "g": (3.2, 1.0, "g: tanh"),
    "o": (4.4, 1.0, "o: σ"),
}
ARROWS = (
    ("c_old", "keep"),
    ("keep", "add"),
    ("add", "c_new"),
    ("f", "keep"),
    ("i", "write"),
    ("g", "write"),
    ("write", "add"),
    ("squash", "show"),
    ("o", "show"),
    ("show", "h_new"),
)


def _node(axes: Axes, name: str):
    """Draw one node and return its outline, where arrows end."""
    x, y, label = PLACES[name]
    disc = label in "×+"
    style = "circle,pad=0.25" if disc else "round,pad=0.35"
    colour = "C1" if disc else "C2" if ":" in label or label == "tanh" else "C0"
    box = {"boxstyle": style, "facecolor": "none", "edgecolor": colour}
    text = axes.text(x, y, label, ha="center", va="center", color=colour, bbox=box)
    return text.get_bbox_patch()


def cell() -> Figure:
    """Draw one step of an LSTM: the line of the cell state, and the gates below it."""
    figure, axes = plt.subplots(figsize=(5, 3.3))
    outlines = {name: _node(axes, name) for name in PLACES}
    line = plt.rcParams["axes.edgecolor"]
    for start, end in ARROWS:
        arrow = {"arrowstyle": "-|>", "color": line, "shrinkA": 0, "shrinkB": 0}
        arrow |= {"patchA": outlines[start], "patchB": outlines[end]}
        arrow |= {"linewidth": 2.4} if PLACES[start][1] == PLACES[end][1] == 3.2 else {}
        axes.annotate("", PLACES[end][:2], PLACES[start][:2], arrowprops=arrow)
    up = {"arrowstyle": "-|>", "color": line, "shrinkA": 0, "shrinkB": 0}
    branch = up | {"patchB": outlines["squash"]}
    axes.annotate("", PLACES["squash"][:2], (4.4, 3.2), arrowprops=branch)
    axes.plot([0.4, 4.4], [0.35, 0.35], color=line, linewidth=1.2)
    for name in "figo":
        gate = up | {"patchB": outlines[name]}
        x, y, _ = PLACES[name]
        axes.annotate("", (x, y), (x, 0.35), arrowprops=gate)
    axes.text(0.3, 0.35, "$x_t$, $h_{t-1}$", ha="right", va="center", color="C0")
    axes.set(xlim=(-0.75, 6.0), ylim=(0.1, 3.65))
    axes.set_axis_off()
    return figure


def bit_over_time() -> Figure:
    """Draw what the hand-weighted cell keeps of noise with three marked bits."""
    rng = np.random.default_rng(1)
    X = np.zeros((1, 60, 2))
    X[0, :, 0] = rng.choice([-1.0, 1.0], 60)
    marked = np.array([4, 24, 44])
    X[0, marked, 0], X[0, marked, 1] = (1, -1, 1), 1
    W = np.array([[0.0, 0.0, 3.0, 0.0], [20.0, -20.0, 0.0, 0.0]]).T
    b = np.array([-10.0, 10.0, 0.0, 10.0])
    state = np.zeros((1, 1))
    _, C = lstm(X, state, state, W, np.zeros((4, 1)), b)
    gates = sigmoid(X[0] @ W[:2].T + b[:2])

    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 3.9), sharex=True)
    top.plot(X[0, :, 0], ".", color="C5", markersize=4, label="input")
    top.plot(marked, X[0, marked, 0], "o", color="C1", label="marked input")
    top.step(range(60), C[0, :, 0], where="post", color="C0", label="cell state")
    top.set(ylim=(-1.25, 2.4), yticks=[-1, 0, 1])
    top.legend(loc="upper center", ncols=3, columnspacing=1, handletextpad=0.4)
    bottom.plot(gates[:, 1], color="C2", label="forget gate f")
    bottom.plot(gates[:, 0], "--", color="C3", label="input gate i")
    bottom.set(xlabel="time step", ylim=(-0.08, 1.5), yticks=[0, 1])
    bottom.legend(loc="upper center", ncols=2)
    return figure
