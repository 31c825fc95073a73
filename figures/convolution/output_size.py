"""Figures of docs/convolution/output-size.md."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlnotes.convolution.output_size import output_size

GAP = 0.08


def _cell(axes: Axes, column: float, line: float, **style: Any) -> None:
    """Draw one square, with a small gap to its neighbours."""
    side = 1 - 2 * GAP
    axes.add_patch(Rectangle((column + GAP, line + GAP), side, side, **style))


def _row(
    axes: Axes, side: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    """Draw a row of pixels and below it every place of the filter, one line each."""
    frame, text = plt.rcParams["axes.edgecolor"], plt.rcParams["text.color"]
    places = output_size(side, kernel, stride, padding, dilation)
    starts = [place * stride - padding for place in range(places)]
    covered = {s + weight * dilation for s in starts for weight in range(kernel)}
    for column in range(-padding, side + padding):
        if 0 <= column < side:
            ignored = column not in covered
            style = (
                {"hatch": "xxxx", "edgecolor": "C1"}
                if ignored
                else {"edgecolor": frame}
            )
            _cell(axes, column, 0, facecolor="none", **style)
        else:
            _cell(axes, column, 0, facecolor="none", edgecolor=frame, linestyle=":")
        number = "0" if not 0 <= column < side else f"$x_{{{column}}}$"
        if not (0 <= column < side and column not in covered):
            axes.text(column + 0.5, 0.5, number, ha="center", va="center", color=text)
    for line, start in enumerate(starts, 1):
        last = start + (kernel - 1) * dilation
        axes.plot([start + 0.5, last + 0.5], [line + 0.5] * 2, color="C0")
        for weight in range(kernel):
            _cell(axes, start + weight * dilation, line, facecolor="C0", edgecolor="C0")
    axes.set(xlim=(-padding - 0.1, side + padding + 0.1), ylim=(places + 1.1, -0.1))
    axes.set_aspect("equal")
    axes.axis("off")


def _rows(cases: list[tuple[str, tuple[int, int, int, int, int]]]) -> Figure:
    """Stack rows with a title each, all in the same scale."""
    lines = [output_size(*case) + 1 for _, case in cases]
    figure, panels = plt.subplots(
        len(cases),
        1,
        figsize=(4.6, 0.42 * sum(lines) + 0.4 * len(cases)),
        height_ratios=lines,
    )
    for axes, (title, case) in zip(panels, cases, strict=True):
        _row(axes, *case)
        axes.set_title(title, loc="left")
    return figure


def strides() -> Figure:
    """Draw a filter of 3 on 8 pixels at strides 1, 2 and 3."""
    return _rows(
        [
            ("S = 1: 6 places", (8, 3, 1, 0, 1)),
            ("S = 2: 3 places, 1 pixel ignored", (8, 3, 2, 0, 1)),
            ("S = 3: 2 places, 2 pixels ignored", (8, 3, 3, 0, 1)),
        ]
    )


def padding() -> Figure:
    """Draw a filter of 3 on 6 padded pixels at strides 1 and 2."""
    return _rows(
        [
            ("P = 1, S = 1: 6 places for 6 pixels", (6, 3, 1, 1, 1)),
            ("P = 1, S = 2: 3 places", (6, 3, 2, 1, 1)),
        ]
    )


def dilation() -> Figure:
    """Draw a filter of 3 with dilations 1, 2 and 3 on 9 pixels."""
    return _rows(
        [
            ("D = 1: covers 3 pixels", (9, 3, 1, 0, 1)),
            ("D = 2: covers 5 pixels", (9, 3, 1, 0, 2)),
            ("D = 3: covers 7 pixels", (9, 3, 1, 0, 3)),
        ]
    )
