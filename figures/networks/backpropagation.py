"""Figures of docs/networks/backpropagation.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import make_moons

from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.activations import relu, relu_backward
from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

Point = tuple[float, float]
Parameters = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
GRADIENT = {"color": "C1", "weight": "bold", "size": 9.5}


def _arrow(axes: Axes, start: Point, end: Point, gap: float = 13, **style) -> None:
    """Draw an arrow that keeps a distance from both ends, in points."""
    look = {"arrowstyle": "-|>", "color": plt.rcParams["axes.edgecolor"]}
    look |= {"shrinkA": gap, "shrinkB": gap, "linewidth": 1.2} | style
    axes.annotate("", end, start, arrowprops=look)


def _number(value: float) -> str:
    """Write a number with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def _edge(
    axes: Axes, start: Point, end: Point, value: str, gradient: str, side: str
) -> None:
    """Draw an edge of a graph with its value and, in colour, its gradient.

    They stand on both sides, above and below, or one over the other on one side.
    """
    _arrow(axes, start, end)
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    corner = y + 0.2 if abs(end[0] - 2) > 0.5 else y - 0.2  # the side without nodes
    first, second = {
        "both": ((x - 0.08, y, "right"), (x + 0.08, y, "left")),
        "level": ((x, y + 0.16, "center"), (x, y - 0.17, "center")),
        "left": ((x - 0.2, corner + 0.12, "right"), (x - 0.2, corner - 0.15, "right")),
        "right": ((x + 0.2, corner + 0.12, "left"), (x + 0.2, corner - 0.15, "left")),
    }[side]
    axes.text(*first[:2], value, ha=first[2], va="center", size=9.5)
    axes.text(*second[:2], gradient, ha=second[2], va="center", **GRADIENT)


def _unit(axes: Axes, unit: int, values: dict[str, np.ndarray]) -> None:
    """Draw one hidden unit of the graph with numbers, from x to the sum."""
    column, outside = ((1, 0.3), (3, 3.7))[unit]
    side, name = ("left", "right")[unit], "₁₂"[unit]

    def label(letter: str, key: str) -> tuple[str, str]:
        value, slope = values[key].flat[unit], values[f"d{key}"].flat[unit]
        text = f"{letter}{name} = {_number(value)}"
        return text, f"d{letter}{name} = {_number(slope)}"

    path = _number(values["dU"].flat[unit] * values["W1"].flat[unit])
    _edge(axes, (2, 0), (column, -1), "x = 2", path, side)
    _edge(
        axes,
        (outside - 0.6 * (1 - 2 * unit), -1),
        (column, -1),
        *label("w", "W1"),
        "level",
    )
    _edge(axes, (column, -1), (column, -2), *label("u", "U"), "both")
    _edge(axes, (column, -2), (column, -3), *label("h", "H"), "both")
    _edge(
        axes,
        (outside - 0.6 * (1 - 2 * unit), -3),
        (column, -3),
        *label("v", "W2"),
        "level",
    )
    product = _number(values["H"].flat[unit] * values["W2"].flat[unit])
    back = _number(values["e"].item())
    _edge(axes, (column, -3), (2, -4), f"v{name}h{name} = {product}", back, side)


def graph_with_numbers() -> Figure:
    """Draw the graph of two ReLU units on one number, with values and gradients."""
    x, y = np.array([[2.0]]), np.array([[3.0]])
    W1, W2 = np.array([[1.5], [0.5]]), np.array([[1.0, -2.0]])
    U = linear_scores(x, W1, np.zeros(2))
    H = relu(U)
    e = linear_scores(H, W2, np.zeros(1)) - y
    dH, dW2, _ = linear_scores_backward(e, H, W2)
    dU = relu_backward(dH, U)
    dx, dW1, _ = linear_scores_backward(dU, x, W1)
    values = {"W1": W1, "U": U, "H": H, "W2": W2, "e": e}
    values |= {"dW1": dW1, "dU": dU, "dH": dH, "dW2": dW2}

    figure, axes = plt.subplots(figsize=(5, 6.4))
    axes.set(xlim=(-0.45, 4.45), ylim=(-7.05, 0.55))
    axes.axis("off")
    for unit in range(2):
        _unit(axes, unit, values)
    back = _number(e.item())
    _edge(
        axes, (2, -4), (2, -5), f"ŷ = {_number((e + y).item())}", f"dŷ = {back}", "both"
    )
    _edge(axes, (2, -5), (2, -6), f"e = {back}", f"de = {back}", "both")
    _edge(axes, (2, -6), (2, -7), f"L = {_number(e.item() ** 2 / 2)}", "dL = 1", "both")
    _arrow(axes, (3.3, -5), (2, -5))
    axes.text(3.25, -5, f"y = {_number(y.item())}", va="center", size=9.5)
    paths = [_number(path) for path in (dU[0] * W1[:, 0])]
    total = f"dx = {' + '.join(paths)} = {_number(dx.item())}"
    axes.text(2, 0.38, total, ha="center", va="center", **GRADIENT)
    nodes = {(column, -row): "×" for column in (1, 3) for row in (1, 3)}
    nodes |= {(2, 0): "x", (1, -2): "ReLU", (3, -2): "ReLU"}
    nodes |= {(2, -4): "+", (2, -5): "−", (2, -6): "½(·)²"}
    for place, name in nodes.items():
        box = {"boxstyle": "circle" if len(name) < 3 else "round", "facecolor": "none"}
        box |= {"edgecolor": plt.rcParams["axes.edgecolor"]}
        axes.text(*place, name, ha="center", va="center", size=9.5, bbox=box)
    return figure


def graph_of_the_network() -> Figure:
    """Draw the layers with what flows forward, what flows back, and what is kept."""
    steps = (
        ("linear", "W₁ (h, d)\nb₁ (h,)", "dW₁\ndb₁", "keeps\nX, W₁"),
        ("ReLU", "", "", "keeps\nU"),
        ("linear", "W₂ (c, h)\nb₂ (c,)", "dW₂\ndb₂", "keeps\nH, W₂"),
        ("softmax and\ncross entropy", "y (n,)", "", "keeps\ns, y"),
    )
    flows = ("X (n, d)", "U (n, h)", "H (n, h)", "s (n, c)", "L ()")
    figure, axes = plt.subplots(figsize=(5, 6))
    axes.set(xlim=(0, 4.6), ylim=(-9.05, 0.05))
    axes.axis("off")
    back = {"gap": 0, "color": "C1", "linestyle": "--"}
    for row, flow in enumerate(flows):
        top, end = -2 * row, -2 * row - 1
        _arrow(axes, (2.5, top), (2.5, end), gap=0)
        _arrow(axes, (2.75, end), (2.75, top), **back)
        axes.text(2.4, top - 0.5, flow, ha="right", va="center", size=10)
        name = "dL = 1" if row == 4 else "d" + flow[0]
        axes.text(2.87, top - 0.5, name, va="center", **GRADIENT)
    for row, (step, inputs, gradients, kept) in enumerate(steps):
        middle = -2 * row - 1.5
        edge = plt.rcParams["axes.edgecolor"]
        box = Rectangle((1.85, middle - 0.48), 1.55, 0.96, fill=False, edgecolor=edge)
        axes.add_patch(box)
        axes.text(2.62, middle, step, ha="center", va="center", size=10)
        axes.text(3.55, middle, kept, va="center", size=10, style="italic")
        axes.text(0, middle + 0.12, inputs, va="center", size=10)
        if inputs:
            _arrow(axes, (0.98, middle + 0.12), (1.85, middle + 0.12), gap=0)
        if gradients:
            _arrow(axes, (1.85, middle - 0.14), (1.45, middle - 0.14), **back)
            axes.text(1.4, middle - 0.08, gradients, ha="right", va="top", **GRADIENT)
    return figure


def _relative_errors(
    loss: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    gradient: np.ndarray,
    steps: np.ndarray,
    central: bool = True,
) -> list[float]:
    """Compare a gradient with differences, for every step; x has one entry or more."""
    errors = []
    for step in steps.astype(x.dtype):
        numeric = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            up, down = x.copy(), x.copy()
            up[index] += step
            down[index] -= step if central else 0
            numeric[index] = (loss(up) - loss(down)) / (step * (1 + central))
        size = np.linalg.norm(numeric) + np.linalg.norm(gradient)
        errors.append(float(np.linalg.norm(numeric - gradient) / size))
    return errors


def gradient_check() -> Figure:
    """Draw the relative error of a gradient check over its step, smooth and kinked."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
    W1, b1, W2, b2 = init_mlp(5, 11, 3, rng)
    b1[0] = 1e-4 - X[0] @ W1[0]  # unit 0 is this close to its kink for sample 0
    _, _, db1, dW2, _ = mlp_loss_backward(1.0, X, y, W1, b1, W2, b2)
    steps, single = np.logspace(-13, 0, 53), W2.astype(np.float32)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 5.8), sharex=True)

    def loss_of_w2(value: np.ndarray) -> np.ndarray:
        dtype = value.dtype
        others = (array.astype(dtype) for array in (X, W1, b1, b2))
        samples, first, bias, last = others
        return mlp_loss(samples, y, first, bias, value, last)

    for label, place, x, central, style, part in (
        ("one-sided", (2e-8, 1e-5), W2, False, "s--", slice(None)),
        ("central", (5e-4, 1e-10), W2, True, "o-", slice(None)),
        ("central,\nfloat32", (3e-11, 2e-2), single, True, "^:", slice(20, None)),
    ):
        errors = _relative_errors(loss_of_w2, x, dW2, steps[part], central)
        (line,) = top.loglog(steps[part], errors, style, markersize=3, linewidth=1)
        top.text(*place, label, color=line.get_color(), va="bottom")
    top.set(ylabel="relative error", title="gradient of W₂: the loss is smooth")

    def loss_of_b1(value: np.ndarray) -> np.ndarray:
        return mlp_loss(X, y, W1, value, W2, b2)

    errors = _relative_errors(loss_of_b1, b1, db1, steps)
    bottom.loglog(steps, errors, "o-", markersize=3, linewidth=1)
    bottom.axvline(1e-4, color="C1", linestyle="--", linewidth=1)
    bottom.annotate(
        "kink", (1e-4, 1e-8), (6, 0), textcoords="offset points", color="C1"
    )
    bottom.set(xlabel="step ε", ylabel="relative error")
    bottom.set(title="gradient of b₁: a kink 0.0001 away")
    return figure


def _stages(
    X: np.ndarray,
    y: np.ndarray,
    start: Parameters,
    order: np.ndarray,
    stages: tuple[int, ...],
    batch_size: int,
    unit: str,
) -> Figure:
    """Draw samples and decision border after some epochs of training."""
    figure, all_axes = plt.subplots(2, 2, figsize=(5, 5.2), sharex=True, sharey=True)
    low, high = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5
    first, second = (np.linspace(low[j], high[j], 121) for j in range(2))
    grid = np.stack(np.meshgrid(first, second), axis=-1).reshape(-1, 2)
    for axes, epochs in zip(all_axes.flat, stages, strict=True):
        parameters = start
        if epochs:
            now = order[:epochs]
            W1, b1, W2, b2, _ = train_mlp(X, y, *start, now, batch_size, 0.5)
            parameters = W1, b1, W2, b2
        s = mlp(grid, *parameters)
        margin = (s[:, 1] - s[:, 0]).reshape(len(second), len(first))
        axes.contourf(
            first, second, margin > 0, [-0.5, 0.5, 1.5], colors=["C0", "C1"], alpha=0.15
        )
        axes.contour(
            first,
            second,
            margin,
            [0],
            colors=plt.rcParams["text.color"],
            linewidths=1.2,
        )
        for label, marker in ((0, "o"), (1, "^")):
            chosen = X[y == label]
            axes.plot(
                *chosen.T, marker, color=f"C{label}", markersize=4 if len(X) > 9 else 9
            )
        right = (mlp(X, *parameters).argmax(axis=1) == y).mean()
        axes.set_title(f"{unit} {epochs}: {right:.0%} right")
        axes.grid(False)
    return figure


def xor_while_it_learns() -> Figure:
    """Draw the border of a network with 16 hidden units at four steps on XOR."""
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    start = init_mlp(2, 16, 2, np.random.default_rng(0))
    order = np.tile(np.arange(4), (1000, 1))
    return _stages(X, y, start, order, (0, 5, 20, 200), 4, "step")


def moons_while_it_learns() -> Figure:
    """Draw the border of a network with 16 hidden units at four epochs on moons."""
    samples, labels = make_moons(200, noise=0.15, random_state=0)
    X, y = np.asarray(samples), np.asarray(labels)
    rng = np.random.default_rng(0)
    start = init_mlp(2, 16, 2, rng)
    order = shuffled_order(200, 150, rng)
    return _stages(X, y, start, order, (0, 1, 20, 150), 20, "epoch")
