"""Markdown extension: ``![alt](figure:chapter/topic/name "Caption.")`` embeds a figure.

It becomes a ``<figure>`` with one picture for the light and one for the dark scheme,
with the size written down so that nothing moves while the page loads. An interactive
figure (site_tools/draw.py) stands in its custom element: a picture without scripts.
"""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from site_tools import source
from site_tools.draw import OUTPUT

POINT = 4 / 3  # CSS pixels


class FigureError(ValueError):
    """A figure without alt text, or one that no function draws."""


def pictures(element: Element, svg: str, stem: str, alt: str) -> None:
    """Append the light and the dark picture to ``element``.

    ``svg`` is the light picture's text, ``stem`` the address of both without ending.
    """
    if not alt:
        raise FigureError(f"{stem} has no alt text: say what the figure shows")
    if "$" in alt or "\\(" in alt:
        raise FigureError(f"an alt text is read aloud and holds no formula: {alt}")
    head = svg[: svg.index(">", svg.index("<svg")) + 1]
    width, height = (
        float(re.search(rf' {side}="([\d.]+)pt"', head)[1]) * POINT  # type: ignore[index]
        for side in ("width", "height")
    )
    for scheme in ("light", "dark"):
        SubElement(
            element,
            "img",
            {
                "src": f"{stem}.{scheme}.svg#only-{scheme}",
                "alt": alt,
                "width": f"{width:.0f}",
                "height": f"{height:.0f}",
                "loading": "lazy",
            },
        )


class _Figures(Treeprocessor):
    def run(self, root: Element) -> None:
        page = source.of(self.md)
        up = "../" * page.path.count("/") if page else ""
        for paragraph in list(root.iter("p")):
            image = paragraph.find("img")
            if image is None or not image.get("src", "").startswith("figure:"):
                continue
            if len(paragraph) > 1 or (paragraph.text or image.tail or "").strip():
                raise FigureError(f"{image.get('src')} needs a paragraph of its own")
            name = image.get("src", "").removeprefix("figure:")
            light = OUTPUT / f"{name}.light.svg"
            if not light.exists():
                raise FigureError(f"no function in figures/ draws {name}")
            caption, alt = image.get("title"), image.get("alt", "")
            paragraph.tag = "figure"
            paragraph.text = None
            paragraph.remove(image)
            figure, interactive = paragraph, OUTPUT / f"{name}.json"
            if interactive.exists():
                data = json.loads(interactive.read_text(encoding="utf-8"))
                ((paragraph.tag, values),) = data.items()
                paragraph.set("data-figure", json.dumps(values, ensure_ascii=False))
                figure = SubElement(paragraph, "figure")
            svg = light.read_text(encoding="utf-8")
            pictures(figure, svg, f"{up}assets/figures/{name}", alt)
            if caption:
                SubElement(figure, "figcaption").text = caption


class FigureExtension(Extension):
    """Configured in mkdocs.yml, without options."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after the inline patterns (20), before links are checked (0)."""
        md.treeprocessors.register(_Figures(md), "figure", 14)


def makeExtension(**kwargs: Any) -> FigureExtension:
    """Return the extension to Python-Markdown."""
    return FigureExtension(**kwargs)
