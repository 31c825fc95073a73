"""Figures of docs/sequences/problem-types.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.sequences.rnn import rnn

# Title, and for each time step whether it has an input and an output.
TYPES = (
    ("one to one", ("xy",)),
    ("one to many", ("xy", "y", "y")),
    ("many to one", ("x", "x", "xy")),
    ("many to many,\nin step", ("xy", "xy", "xy")),
    ("many to many,\ninput first", ("x", "x", "x", "y", "y")),
)


def _box(axes: Axes, x: float, y: float, label: str, colour: str, shape: str) -> None:
    style = {"boxstyle": f"{shape},pad=0.35", "facecolor": "none", "edgecolor": colour}
    axes.text(x, y, label, ha="center", va="center", color=colour, bbox=style)


def _type(axes: Axes, left: float, base: float, title: str, steps: tuple) -> None:
    """Draw one type: inputs below, states in the middle, outputs on top."""
    arrow = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
    arrow |= {"shrinkA": 0, "shrinkB": 0}
    for place, ends in enumerate(steps):
        x = left + place
        _box(axes, x, base + 1, "h", "C2", "circle")
        if place:
            axes.annotate(
                "", (x - 0.3, base + 1), (x - 0.7, base + 1), arrowprops=arrow
            )
        if "x" in ends:
            _box(axes, x, base, "x", "C0", "square")
            axes.annotate("", (x, base + 0.7), (x, base + 0.3), arrowprops=arrow)
        if "y" in ends:
            _box(axes, x, base + 2, "y", "C1", "round")
            axes.annotate("", (x, base + 1.7), (x, base + 1.3), arrowprops=arrow)
    middle = left + (len(steps) - 1) / 2
    axes.text(middle, base + 2.5, title, ha="center", va="bottom")


def types() -> Figure:
    """Draw the five types as inputs, states and outputs over time."""
    figure, axes = plt.subplots(figsize=(3.9, 6.3))
    for (title, steps), left, base in zip(
        TYPES, (0, 3, 0, 4, 1), (8.6, 8.6, 4.6, 4.6, 0), strict=True
    ):
        _type(axes, left, base, title, steps)
    axes.set(xlim=(-0.9, 6.9), ylim=(-0.5, 11.6), aspect="equal")
    axes.set_axis_off()
    return figure


def adding() -> Figure:
    """Draw bits, states and digits of the adder on 27 + 14, the ones first."""
    bits = np.array([[27 >> t & 1 for t in range(6)], [14 >> t & 1 for t in range(6)]])
    W_xh, b = np.full((3, 2), 10.0), np.array([0.0, -10.0, -20.0])
    W_hh = np.array([[0.0, 5.0, 0.0]] * 3)
    states = rnn(bits.T[np.newaxis].astype(float), np.full((1, 3), -1.0), W_xh, W_hh, b)
    on = (states[0] > 0).astype(int).T
    digits = on[0] - on[1] + on[2]
    rows = (
        ("27", bits[0], "C0"),
        ("14", bits[1], "C0"),
        ("at least 1", on[0], "C2"),
        ("at least 2 (carry)", on[1], "C2"),
        ("at least 3", on[2], "C2"),
        ("digit: 41", digits, "C1"),
    )
    figure, axes = plt.subplots(figsize=(5, 3))
    for place, (_, values, colour) in enumerate(rows):
        for step, value in enumerate(values):
            style = {"boxstyle": "square,pad=0.35", "edgecolor": colour}
            style |= {"facecolor": "none", "linewidth": 2.2 if value else 0.6}
            axes.text(
                step,
                -place,
                str(value),
                ha="center",
                va="center",
                color=colour,
                bbox=style,
            )
    axes.set_yticks(-np.arange(len(rows)), [name for name, _, _ in rows])
    axes.set(xlim=(-0.5, 5.5), ylim=(-5.6, 0.6), xlabel="time step")
    axes.set_xticks(range(6), [str(step) for step in range(1, 7)])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.grid(False)
    return figure


def _written(steps: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Train the speller of the page; return its words, the pictures and labels."""
    import torch  # here: most figures need no PyTorch
    from torch import nn
    from torch.nn.functional import cross_entropy, one_hot

    from mlnotes.sequences.problem_types_torch import many_to_many, one_to_many
    from mlnotes.training.training_loop_torch import train

    digits = "zero one two three four five six seven eight nine"
    names = digits.split()
    letters = "." + "".join(sorted(set("".join(names))))
    rows = [[letters.index(i) for i in f"{name:.<6}"] for name in names]
    spelled, c, h = torch.tensor(rows), len(letters), 32
    shifted = spelled.roll(1, dims=1)
    X, y = (torch.tensor(array) for array in load_digits(return_X_y=True))
    X = X.float() / 16
    torch.manual_seed(0)
    shapes = (h, 64), (h, c), (h, h), (h,), (c, h), (c,)
    model = nn.ParameterList(torch.randn(s) / s[-1] ** 0.5 for s in shapes)

    def batch_loss(weights, generator):
        first, *others = weights.parameters()
        i = torch.randint(1400, (64,), generator=generator)
        read = one_hot(shifted[y[i]], c).float()
        s = many_to_many(read, torch.tanh(X[i] @ first.T), *others)
        return cross_entropy(s.flatten(0, 1), spelled[y[i]].flatten())

    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    train(model, batch_loss, optimizer, steps, torch.Generator().manual_seed(0))
    first, *others = model.parameters()
    h0 = torch.tanh(X[1400:] @ first.T)
    written, _ = one_to_many(h0, *others, start=0, steps=6)
    words = ["".join(letters[k] for k in row).split(".")[0] for row in written.tolist()]
    return words, X[1400:].numpy(), y[1400:].numpy()


def spelled_digits() -> Figure:
    """Draw pictures of digits with the names that the network wrote."""
    words, X, y = _written(steps=150)
    names = ["zero", "one", "two", "three", "four"]
    names += ["five", "six", "seven", "eight", "nine"]
    right = [i for i, word in enumerate(words) if word == names[y[i]]]
    wrong = [i for i, word in enumerate(words) if word != names[y[i]]]
    wrong.sort(key=lambda i: words[i] in names)  # words that are no names first
    chosen = [next(i for i in right if y[i] == k) for k in (2, 8, 5, 7)] + wrong[:4]
    figure, panels = plt.subplots(2, 4, figsize=(5, 3.2))
    for axes, i in zip(panels.flat, chosen, strict=True):
        axes.imshow(X[i].reshape(8, 8), cmap="gray_r")
        axes.set(title=words[i], xticks=[], yticks=[])
        axes.grid(False)
    for axes, label in zip(panels[:, 0], ("right", "wrong"), strict=True):
        axes.set_ylabel(label)
    return figure
