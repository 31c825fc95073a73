"""How pages of the site look on paper: title page, contents, running heads, all shown.

What a page shows on request, tabs and answers, is shown at once; what works on a screen
only is left out. Rules of style are in book.css and in the site's own print rules.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from bs4 import Tag

RULES = Path(__file__).with_name("book.css")
SCREEN_ONLY = (
    "script, button, input, .headerlink, .md-button, .md-content__button, "
    ".footnote-backref, .facts, .tabbed-labels, img[src$='#only-dark']"
)
HEADING = re.compile(r"^h[1-6]$")


@dataclass(frozen=True)
class Front:
    """What the title page says."""

    title: str
    subtitle: str
    address: str
    changed: date | None


@dataclass(frozen=True)
class Heading:
    """A heading of the book: chapters have level 1, topics level 2."""

    level: int
    place: str
    text: str

    @classmethod
    def of(cls, tag: Tag) -> "Heading":
        """Note a heading of an article of the book."""
        text = " ".join(tag.get_text().split())
        return cls(int(tag.name[1]), str(tag["id"]), text)


def opening(
    site: Path, front: Front, headings: list[Heading], pages: dict[str, int]
) -> str:
    """Return title page and contents; ``pages`` maps places to their page numbers."""
    changed = front.changed
    lines = [
        f"Last changed {changed.day} {changed:%B %Y}" if changed else "",
        front.address,
    ]
    below = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    entries = "".join(
        f'<li class="level-{heading.level}"><a href="place:{heading.place}">'
        f"<span>{escape(heading.text)}</span>"
        f'<span class="number">{pages.get(heading.place, "0000")}</span></a></li>'
        for heading in headings
        if heading.level < 3
    )
    return document(
        site,
        f'<section class="title-page md-typeset"><p class="title">{escape(front.title)}'
        f'</p><p class="subtitle">{escape(front.subtitle)}</p>{below}</section>'
        f'<section class="contents md-typeset"><h1>Contents</h1><ul>{entries}</ul>'
        "</section>",
    )


def show_all(article: Tag) -> None:
    """Show every tab under its label, and every answer; drop what is for screens."""
    for tabs in article.select(".tabbed-set"):
        tabs["class"] = "tabs"
        labels = tabs.select(":scope > .tabbed-labels > label")
        blocks = tabs.select(":scope > .tabbed-content > .tabbed-block")
        for label, block in zip(labels, blocks, strict=True):
            label.name, label["class"] = "p", "tab-title"
            block["class"] = "tab"
            block.insert(0, label.extract())
        tabs.select(":scope > .tabbed-content")[0].unwrap()
    for paragraph in article.select("p:has(> .highlight)"):
        paragraph.unwrap()  # made by the comment between a block and its output
    for details in article("details"):
        details["open"] = ""
    for interactive in article.select("[data-figure]"):
        del interactive["data-figure"]
    for number in article.select("a.formula-number"):
        number.name = "span"
        del number["href"]
    for tag in article.select(SCREEN_ONLY):
        if not tag.decomposed:
            tag.decompose()


def lower_headings(article: Tag, first: int) -> None:
    """Lower by one level all headings that have at least level ``first``."""
    for heading in article.find_all(HEADING):
        level = int(heading.name[1])
        heading.name = f"h{min(level + (level >= first), 6)}"


def running_head(number: int, chapter: str, topic: str) -> str:
    """Return the rule for the pages of a topic: their head names chapter and topic."""
    left, right = (json.dumps(text, ensure_ascii=False) for text in (chapter, topic))
    if chapter == topic:
        right = "none"
    return (
        f"@page p{number} {{ @top-left {{ content: {left}; }}"
        f" @top-right {{ content: {right}; }} }}\n"
    )


def document(site: Path, body: str, rules: str = "") -> str:
    """Return HTML in the site's style, with addresses relative to the site's root."""
    sheets = sorted(sheet.relative_to(site).as_posix() for sheet in site.rglob("*.css"))
    styles = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    rules = RULES.read_text(encoding="utf-8") + rules
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{styles}'
        f"<style>{rules}</style></head>"
        f'<body dir="ltr" data-md-color-scheme="default">{body}</body></html>'
    )
