"""Figures of docs/networks/autograd.md: graphs that the engine recorded itself."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.networks.autograd import Graph, Node, Variable


def _levels(nodes: list[Node]) -> dict[Node, int]:
    """Give every node its longest way to the result; nodes come newest first."""
    levels = dict.fromkeys(nodes, 0)
    for node in nodes:
        for parent in node.parents:
            levels[parent] = max(levels[parent], levels[node] + 1)
    return levels


def _draw(
    axes: Axes, result: Node, x: dict[Node, float], label: Callable[[Node], str]
) -> None:
    """Draw the graph of a result, leaves on top; an arrow leads to what uses a node."""
    levels = _levels(Graph(result).nodes)
    boxes = {}
    for node, level in levels.items():
        leaf = node.operation == "leaf"
        frame = {
            "boxstyle": "square,pad=0.4" if leaf else "round,pad=0.4",
            "facecolor": "none",
            "edgecolor": "C1" if leaf else "C0",
            "linestyle": "--" if leaf else "-",
        }
        boxes[node] = axes.text(
            x[node], level, label(node), ha="center", va="center", bbox=frame
        )
    for node in levels:
        for parent in node.parents:
            arrow = {
                "arrowstyle": "->",
                "color": plt.rcParams["axes.edgecolor"],
                "patchA": boxes[parent].get_bbox_patch(),
                "patchB": boxes[node].get_bbox_patch(),
            }
            start, end = (x[parent], levels[parent]), (x[node], levels[node])
            axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=4)
    axes.set(ylim=(-0.4, max(levels.values()) + 0.4))
    axes.axis("off")


def worked_example() -> Figure:
    """Draw the graph of (a b + a)² with every value and every gradient."""
    a, b = Variable(2.0), Variable(3.0)
    product = a * b
    total = product + a
    L = total**2
    L.backward()
    names: dict[Node, str] = {a: "a", b: "b", product: "mul", total: "add", L: "pow 2"}

    def label(node: Node) -> str:
        visit = Graph(L).nodes.index(node) + 1
        return f"{visit}. {names[node]} = {node.data:g}\ngradient {node.grad:g}"

    figure, axes = plt.subplots(figsize=(4.2, 4))
    x: dict[Node, float] = {a: -0.6, b: 1.0, product: 0.4, total: 0.0, L: 0.0}
    _draw(axes, L, x, label)
    axes.set_xlim(-1.3, 1.6)
    return figure


def graph_of_a_network() -> Figure:
    """Draw the graph of the scores of a multilayer perceptron, with shapes."""
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (
        Variable(rng.normal(size=shape)) for shape in [(11, 5), (11,), (3, 11), (3,)]
    )
    scores = (rng.normal(size=(7, 5)) @ W1.T + b1).relu() @ W2.T + b2
    names: dict[Node, str] = {W1: "W1", b1: "b1", W2: "W2", b2: "b2"}

    def label(node: Node) -> str:
        return f"{names.get(node, node.operation)} {node.data.shape}"

    nodes = Graph(scores).nodes
    aside = {W2, b1, b2} | {node for node in nodes if node.parents == (W2,)}
    figure, axes = plt.subplots(figsize=(4.6, 4.6))
    _draw(axes, scores, {node: float(node in aside) for node in nodes}, label)
    axes.set_xlim(-0.5, 1.5)
    return figure
