"""Figures of docs/convolution/receptive-field.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.convolution.output_size import output_size
from mlnotes.convolution.receptive_field import (
    effective_field,
    field_of_unit,
    nested_features,
    receptive_fields,
)


def _stack(axes: Axes, side: int, strides: list[int], unit: int) -> None:
    """Draw three layers of filters of 3 and all that one unit of the last one sees."""
    frame = plt.rcParams["axes.edgecolor"]
    sides, centres = [side], [np.arange(side, dtype=float)]
    for stride in strides:
        sides.append(output_size(sides[-1], 3, stride))
        centres.append(centres[-1][1 : 1 + stride * sides[-1] : stride])
    seen = {unit}
    for layer in range(3, -1, -1):
        inside = [u for u in range(sides[layer]) if u in seen]
        outside = [u for u in range(sides[layer]) if u not in seen]
        for units, filled in ((inside, "C0"), (outside, "none")):
            axes.plot(
                centres[layer][units],
                [layer] * len(units),
                "s",
                markersize=9,
                color=frame if filled == "none" else "C0",
                markerfacecolor=filled,
            )
        if layer == 0:
            break
        below = set()
        for u in inside:
            for v in range(u * strides[layer - 1], u * strides[layer - 1] + 3):
                ends = [centres[layer][u], centres[layer - 1][v]]
                axes.plot(ends, [layer - 0.16, layer - 0.84], color="C0", linewidth=0.8)
                below.add(v)
        seen = below
    first, last = field_of_unit(unit, [3, 3, 3], strides, [0, 0, 0])
    axes.annotate(
        f"{last - first + 1} pixels",
        ((first + last) / 2, -0.75),
        ha="center",
        va="center",
    )
    axes.set_yticks(range(4), ["pixels", "layer 1", "layer 2", "layer 3"])
    axes.set(xticks=[], ylim=(-1.05, 3.35), xlim=(-0.7, side - 0.3))
    axes.tick_params(length=0)
    axes.grid(False)
    axes.spines[:].set_visible(False)


def stack_of_three() -> Figure:
    """Draw what one unit of the third layer sees, without and with an early stride."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 5.4))
    _stack(top, 15, [1, 1, 1], 4)
    top.set_title("strides 1, 1, 1", loc="left")
    _stack(bottom, 15, [2, 1, 1], 1)
    bottom.set_title("strides 2, 1, 1", loc="left")
    return figure


def growth() -> Figure:
    """Draw the side of the field over the depth for three kinds of stacks."""
    layers = np.arange(1, 9)
    ones, threes = [1] * 8, [3] * 8
    figure, axes = plt.subplots()
    for fields, style, label in (
        (
            receptive_fields(threes, ones, [2**layer for layer in range(8)]),
            "^--",
            "dilations 1, 2, 4, 8, …",
        ),
        (receptive_fields(threes, [1, 2] * 4), "s-", "strides 1, 2, 1, 2, …"),
        (receptive_fields(threes, ones), "o-", "stride 1, no dilation"),
    ):
        axes.semilogy(layers, fields, style, label=label)
    axes.set_yticks([3, 10, 30, 100, 300], ["3", "10", "30", "100", "300"])
    axes.minorticks_off()
    axes.set(xlabel="layers of 3 × 3 filters", ylabel="side of the field in pixels")
    axes.legend()
    return figure


def effective() -> Figure:
    """Draw the gradient over the field for 2, 8 and 32 layers."""
    figure, axes = plt.subplots()
    for layers, style in ((2, "o-"), (8, "s-"), (32, "^-")):
        gradient = effective_field(np.full(3, 1 / 3), layers)
        place = np.linspace(-1, 1, len(gradient))
        axes.plot(
            place,
            gradient / gradient.max(),
            style,
            markersize=3,
            label=f"{layers} layers, field {len(gradient)}",
        )
    axes.set(
        ylim=(-0.05, 1.6),
        yticks=[0, 0.5, 1],
        xlabel="place in the field, from edge to edge",
        ylabel="gradient, largest = 1",
        xticks=[-1, 0, 1],
        xticklabels=["first pixel", "middle", "last pixel"],
    )
    axes.legend(loc="upper center")
    return figure


def _shapes() -> np.ndarray:
    """Return a picture: a square of 7, its quarters pulled apart, a disc, a bar."""
    X = np.zeros((17, 60))
    X[5:12, 5:12] = 1
    for rows in (slice(3, 7), slice(10, 13)):
        for columns in (slice(19, 23), slice(26, 29)):
            X[rows, columns] = 1
    rows, columns = np.mgrid[-4:5, -4:5]
    X[4:13, 34:43] = np.hypot(rows, columns) <= 3.6
    X[4:13, 50:54] = 1
    return X


def features() -> Figure:
    """Draw a picture and the largest answers of three nested layers to it."""
    X = _shapes()
    edges, corners, squares = nested_features(X)
    figure, panels = plt.subplots(4, 1, figsize=(4.8, 6.6))
    named = (
        ("picture, with the field of one unit of each layer", X, 0),
        ("layer 1: edges, units see 3 × 3", edges.max(axis=0), 1),
        ("layer 2: corners, units see 5 × 5", corners.max(axis=0), 2),
        ("layer 3: square, units see 11 × 11", squares, 5),
    )
    for axes, (title, values, margin) in zip(panels, named, strict=True):
        # Every answer stands in the middle of the pixels that it comes from.
        axes.imshow(np.pad(values, margin), cmap="gray", vmin=0, vmax=1)
        axes.set_title(title, loc="left")
        axes.set(xticks=[], yticks=[])
        axes.grid(False)
    for (row, column), side, style, colour in (
        ((7, 10), 3, "-", "C1"),
        ((3, 3), 5, "--", "C2"),
        ((3, 3), 11, "-.", "C3"),
    ):
        inset = 0.35 if side == 5 else 0  # or it would hide behind the largest box
        corner, shown = (column - 0.5 + inset, row - 0.5 + inset), side - 2 * inset
        box = Rectangle(corner, shown, shown, fill=False, ec=colour, ls=style, lw=2)
        panels[0].add_patch(box)
    return figure
