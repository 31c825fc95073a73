"""Figures of docs/sequences/reset-after-gru.md."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Nodes on a line, for both variants: name and what stands there.
VARIANTS = {
    "the notes: reset, then product": ("$h$", "× r", "$U_g$", "+", "tanh", "g"),
    "PyTorch: product, then reset": (
        "$h$",
        "$U_g$, $b_{h,g}$",
        "× r",
        "+",
        "tanh",
        "g",
    ),
}
PLACES = (0.0, 1.15, 2.45, 3.3, 4.15, 5.0)


def _chain(axes: Axes, title: str, labels: tuple[str, ...]) -> None:
    """Draw how the candidate is made of the old state and the input."""
    line = plt.rcParams["axes.edgecolor"]
    outlines = []
    for x, label in zip(PLACES, labels, strict=True):
        colour = {"× r": "C1"}.get(label, "C0" if x in (0.0, 5.0) else "C2")
        box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": colour}
        place = {"ha": "center", "va": "center", "size": 12}
        text = axes.text(x, 0, label, color=colour, bbox=box, **place)
        outlines.append(text.get_bbox_patch())
    arrow = {"arrowstyle": "-|>", "color": line, "shrinkA": 0, "shrinkB": 0}
    for k in range(5):
        ends = {"patchA": outlines[k], "patchB": outlines[k + 1]}
        axes.annotate("", (PLACES[k + 1], 0), (PLACES[k], 0), arrowprops=arrow | ends)
    from_input = arrow | {"patchB": outlines[3]}
    axes.annotate("", (PLACES[3], 0), (PLACES[3], 0.8), arrowprops=from_input)
    axes.text(PLACES[3], 0.85, "$W_g x + b_g$", ha="center", color="C0", size=12)
    axes.set_title(title, loc="left")
    axes.set(xlim=(-0.45, 5.3), ylim=(-0.5, 1.2))
    axes.set_axis_off()


def candidates() -> Figure:
    """Draw where the reset gate acts in the two variants."""
    figure, panels = plt.subplots(2, 1, figsize=(5, 3.2))
    for axes, (title, labels) in zip(panels, VARIANTS.items(), strict=True):
        _chain(axes, title, labels)
    return figure
