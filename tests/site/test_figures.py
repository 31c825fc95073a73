"""Figures are drawn from the package, embedded, and legible in both schemes."""

import re

import markdown
import pytest

from site_tools.blocks import ROOT, pages
from site_tools.dark import DARK, to_dark
from site_tools.draw import OUTPUT, outputs, topics
from site_tools.figure import FigureError

BACKGROUND = {"light": "#ffffff", "dark": "#1e2129"}
GRID = "#c9cdd2"  # carries no information of its own


def test_every_figure_is_shown_and_drawn_in_both_schemes(site):
    text = "".join(page.read_text(encoding="utf-8") for page in pages())
    assert len(topics()) > 5
    for topic, names in topics().items():
        for name in names:
            assert f"(figure:{topic}/{name} " in text, f"no page shows {topic}/{name}"
        for drawn in outputs(topic, names):
            assert (site / "assets/figures" / drawn.relative_to(OUTPUT)).stat().st_size


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [c for c in DARK if c != GRID])
def test_colours_of_figures_have_contrast_in_both_schemes(colour):
    assert contrast(colour, BACKGROUND["light"]) >= 4.5
    assert contrast(DARK[colour], BACKGROUND["dark"]) >= 4.5


def test_the_style_uses_only_colours_that_have_a_dark_counterpart():
    style = (ROOT / "figures" / "matplotlibrc").read_text(encoding="utf-8")
    used = re.findall(r"\b[0-9a-f]{6}\b", style)
    assert {f"#{colour}" for colour in used} == set(DARK)


def test_text_and_lines_of_a_drawn_figure_change_with_the_scheme(site):
    """No stroke or fill keeps a colour that would vanish against the dark page."""
    for topic, names in topics().items():
        for name in names:
            light = (OUTPUT / topic / f"{name}.light.svg").read_text(encoding="utf-8")
            assert "#000000" not in light, f"{topic}/{name} draws in black"
            dark = (OUTPUT / topic / f"{name}.dark.svg").read_text(encoding="utf-8")
            assert dark == to_dark(light)
            assert "#24292f" not in dark


def test_figures_are_narrow_enough_to_be_read_on_a_phone(site):
    """At 5 inches a text of 10.5 points is still 9.5 pixels high on 328 pixels."""
    for topic, names in topics().items():
        for drawn in outputs(topic, names):
            width = re.search(r'width="([\d.]+)pt"', drawn.read_text(encoding="utf-8"))
            assert width, drawn.name
            assert float(width[1]) <= 360, drawn.name


def convert(text: str) -> str:
    return markdown.markdown(text, extensions=["site_tools.figure"])


def test_a_figure_needs_a_function_alt_text_and_a_paragraph(site):
    name = "linear/softmax/sigmoid_and_slope"
    assert "<figcaption>C.</figcaption>" in convert(f'![A curve](figure:{name} "C.")')
    with pytest.raises(FigureError, match="no function"):
        convert("![A curve](figure:linear/softmax/nothing)")
    with pytest.raises(FigureError, match="no alt text"):
        convert(f"![](figure:{name})")
    with pytest.raises(FigureError, match="holds no formula"):
        convert(f"![A curve of $x$](figure:{name})")
    with pytest.raises(FigureError, match="paragraph of its own"):
        convert(f"text ![A curve](figure:{name})")
