"""No figure tells things apart by colour alone; read from the drawn SVGs.

What a legend explains, and the lines of a panel that neither a legend nor a text in the
line's colour explains, must differ pairwise in dashes, marker, width, hatching or, in
both schemes, in lightness. So they can be told apart in grey, which is stricter than
with any colour blindness.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

from site_tools.dark import DARK
from site_tools.draw import OUTPUT, STYLE

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
DRAWN = re.compile(r"(line2d|patch|\w*Collection)_\d")  # in a legend
LINES = re.compile(r"(line2d|LineCollection)_\d")  # in a panel
FRAME = {"#c9cdd2", "#57606a"}  # grid, ticks
BACKGROUNDS = {"light": "#ffffff", "dark": "#1e2129"}
LIGHTER = 15  # of 100, a step of grey that is seen without comparing
WIDER = 1.5


@dataclass
class Look:
    """How a line, a set of points or an area is drawn."""

    colour: str = ""
    opacity: float = 1
    width: float = 0
    size: float = 0  # of markers
    shape: set[object] = field(default_factory=set)  # all that needs no measure

    def differs(self, other: "Look") -> bool:
        """Whether the two can be told apart, or need not be."""
        if self.colour == other.colour or self.shape != other.shape:
            return True
        for one, two in ((self.width, other.width), (self.size, other.size)):
            if min(one, two) and max(one, two) / min(one, two) >= WIDER:
                return True
        steps = (abs(self.grey(s) - other.grey(s)) for s in BACKGROUNDS)
        return min(steps) >= LIGHTER

    def grey(self, scheme: str) -> float:
        """Lightness L* on the page, from 0 to 100."""
        colour = DARK.get(self.colour, self.colour) if scheme == "dark" else self.colour
        parts = zip(channels(colour), channels(BACKGROUNDS[scheme]), strict=True)
        mixed = (self.opacity * f + (1 - self.opacity) * b for f, b in parts)
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in mixed
        )
        return 116 * (0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 3) - 16


def channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def style(element: Element | None) -> dict[str, str]:
    text = element.get("style", "") if element is not None else ""
    return dict(re.findall(r"([\w-]+):\s*([^;]+)", text))


def look(group: Element, markers: dict[str, Element]) -> Look:
    found = Look()
    for element in group.iter():
        marker = markers.get(element.get(LINK, "none").removeprefix("#"))
        given = style(marker) | style(element)
        fill, stroke = given.get("fill", "none"), given.get("stroke", "none")
        if marker is not None:
            outline = [float(n) for n in re.findall(r"-?[\d.]+", marker.get("d", ""))]
            found.size = max(map(abs, outline))
            form = tuple(round(number / found.size, 1) for number in outline)
            found.shape.add(("marker", form, fill == "none"))
        elif element.tag != f"{SVG}path" or element.get("id"):
            continue
        elif fill == "none":
            found.width = float(given.get("stroke-width", 1))
            found.shape.add(("line", given.get("stroke-dasharray", "")))
        elif fill.startswith("url"):
            found.shape.add(("hatching", fill))
            continue
        else:
            found.opacity = float(given.get("fill-opacity", given.get("opacity", 1)))
            found.shape.add("area")
        colour = stroke if fill == "none" else fill
        found.colour = found.colour or colour.removeprefix("none")
    return found


def alike(svg: str) -> Iterator[tuple[str, str]]:
    """Colours of all pairs in a figure that only their colours tell apart."""
    root = ElementTree.fromstring(svg)
    markers = {path.get("id", ""): path for path in root.iter(f"{SVG}path")}
    groups = [(group.get("id", ""), group) for group in root.iter(f"{SVG}g")]
    legends = [group for name, group in groups if name.startswith("legend_")]
    panels = [group for name, group in groups if re.match(r"axes_\d", name)]
    for group in legends or panels:
        kinds = DRAWN if legends else LINES
        found = [look(g, markers) for g in group if kinds.match(g.get("id", ""))]
        if not legends:
            words = {style(part).get("fill") for text in group for part in text.iter()
                     if text.get("id", "").startswith("text_")}  # fmt: skip
            found = [one for one in found if one.width and one.colour not in words]
        shown = [one for one in found if one.colour and one.colour not in FRAME]
        for one, two in combinations(shown, 2):
            if not one.differs(two):
                yield one.colour, two.colour


def test_no_figure_tells_things_apart_by_colour_alone(site: Path):
    figures = [*OUTPUT.rglob("*.light.svg"), *(site / "labs").rglob("*.light.svg")]
    assert len(figures) > 200
    for figure in figures:
        wrong = list(alike(figure.read_text(encoding="utf-8")))
        assert not wrong, f"{figure.parent.name}/{figure.name}: {wrong}"


BLUE, RED = "#0b64a0", "#c2410c"


@pytest.mark.parametrize(
    ("told_apart", "first", "second"),
    [
        (False, {"color": BLUE}, {"color": RED}),
        (True, {"color": BLUE}, {"color": RED, "linestyle": "--"}),
        (True, {"color": BLUE, "marker": "s"}, {"color": RED, "marker": "D"}),
        (False, {"color": BLUE, "marker": "s"}, {"color": RED, "marker": "s"}),
        (False, {"color": BLUE, "linewidth": 1.8}, {"color": RED, "linewidth": 2}),
        (True, {"color": BLUE, "linewidth": 1}, {"color": RED, "linewidth": 2}),
        (True, {"color": "#24292f"}, {"color": BLUE}),
    ],
)
@pytest.mark.parametrize("legend", [True, False])
def test_the_test_sees_what_a_reader_sees(told_apart, first, second, legend):
    def draw(axes: Axes) -> None:
        axes.plot([0, 1], **first, label="first")
        axes.plot([1, 0], **second, label="second")
        if legend:
            axes.legend()

    assert told_apart is not bool(list(alike(drawn(draw))))


def test_a_text_in_the_colour_of_its_line_explains_it():
    def draw(axes: Axes) -> None:
        axes.plot([0, 1], color=BLUE)
        axes.plot([1, 0], color=RED)
        axes.text(0, 0, "falls", color=RED)

    assert not list(alike(drawn(draw)))


@pytest.mark.parametrize(
    ("told_apart", "given"),
    [(False, {}), (True, {"hatch": "//"}), (True, {"alpha": 0.3})],
)
def test_areas_of_a_legend_need_hatching_or_lightness(told_apart, given):
    def draw(axes: Axes) -> None:
        axes.bar([0], [1], color=BLUE, label="first")
        axes.bar([1], [1], color=RED, label="second", **given)
        axes.legend()

    assert told_apart is not bool(list(alike(drawn(draw))))


def drawn(draw: Callable[[Axes], None]) -> str:
    file = io.StringIO()
    with matplotlib.rc_context(fname=STYLE):
        figure, axes = plt.subplots()
        draw(axes)
        figure.savefig(file)
        plt.close(figure)
    return file.getvalue()
