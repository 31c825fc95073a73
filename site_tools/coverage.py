"""Markdown extension: the tables of coverage and corrections.

Both come from docs/about/coverage.toml. A line ``[[coverage]]`` becomes one table a
chapter with every statement of the notes, a line ``[[corrections]]`` the list of what
the notes get wrong.
"""

import html
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

DATA = Path(__file__).resolve().parent.parent / "docs" / "about" / "coverage.toml"


class Row(TypedDict):
    """One statement; it is done when it has a page, functions and tests."""

    id: str
    statement: str
    correction: NotRequired[str]
    page: NotRequired[str]
    functions: NotRequired[list[str]]
    tests: NotRequired[list[str]]


class Chapter(TypedDict):
    """A chapter of the notes."""

    name: str
    folder: str
    row: list[Row]


def chapters() -> list[Chapter]:
    """Read the data file."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))["chapter"]


def _text(words: str) -> str:
    """Make words safe inside a Markdown table: ``|`` and ``_`` are notation here."""
    parts = html.escape(words, quote=False).split("`")
    for position in range(1, len(parts), 2):
        parts[position] = f"<code>{parts[position]}</code>"
    return "".join(parts).translate({ord(mark): f"&#{ord(mark)};" for mark in "|*_[\\"})


def _link(row: Row) -> str:
    if "page" not in row:
        return row["id"]
    return f"[{row['id']}](../{row['page']}#{row['id']})"


def _code(names: list[str] | None, cut: Callable[[str], str]) -> str:
    if names is None:
        return "not yet done"
    return "<br>".join(f'<code title="{name}">{cut(name)}</code>' for name in names)


def coverage_table() -> str:
    """Lay out every statement with its anchor, functions and tests."""
    lines = []
    for chapter in chapters():
        rows = chapter["row"]
        done = sum("page" in row for row in rows)
        lines += [
            f"## {chapter['name']}",
            "",
            f"{done} of {len(rows)} statements done.",
            "",
            "| id | statement | functions | tests |",
            "| --- | --- | --- | --- |",
        ]
        for row in rows:
            functions = _code(row.get("functions"), lambda name: name.split(".")[-1])
            tests = _code(row.get("tests"), lambda name: name.split("::")[-1])
            cells = (_link(row), _text(row["statement"]), functions, tests)
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def corrections_table() -> str:
    """Lay out what the notes get wrong or loosely."""
    lines = ["| id | the notes' statement | correction |", "| --- | --- | --- |"]
    for chapter in chapters():
        for row in chapter["row"]:
            if "correction" in row:
                cells = (_link(row), _text(row["statement"]), _text(row["correction"]))
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


TABLES = {"[[coverage]]": coverage_table, "[[corrections]]": corrections_table}


class _Tables(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [
            part
            for line in lines
            for part in (
                TABLES[line]().splitlines() if line.strip() in TABLES else [line]
            )
        ]


class CoverageExtension(Extension):
    """Configured in mkdocs.yml, without options."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run before any other preprocessor but the line normaliser (30)."""
        md.preprocessors.register(_Tables(md), "coverage", 29)


def makeExtension(**kwargs: Any) -> CoverageExtension:
    """Return the extension to Python-Markdown."""
    return CoverageExtension(**kwargs)
