"""Markdown extension: the lists of coverage and corrections.

Both come from docs/about/coverage.toml. A line ``[[coverage]]`` becomes one list a
chapter with every statement of the notes, a line ``[[corrections]]`` what the
notes get wrong.
"""

import html
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
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
    return _parsed(DATA.read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> list[Chapter]:
    return tomllib.loads(text)["chapter"]


def _text(words: str) -> str:
    """Make words safe inside a list item: ``*`` and ``_`` are notation here."""
    parts = html.escape(words, quote=False).split("`")
    for position in range(1, len(parts), 2):
        parts[position] = f"<code>{parts[position]}</code>"
    return "".join(parts).translate({ord(mark): f"&#{ord(mark)};" for mark in "*_[\\"})


def _item(row: Row, words: str) -> str:
    name = f"**{row['id']}**"
    if "page" in row:
        name = f"[{name}](../{row['page']}#{row['id']})"
    return f"- {name} {_text(words)}"


def _function(name: str) -> str:
    return f"`{name.removeprefix('mlnotes.')}`"


def _tests(names: list[str]) -> Iterator[str]:
    """Name each file of tests once, and its tests by the claims in their names."""
    for file, tests in groupby(sorted(names), lambda name: name.split("::")[0]):
        claims = (test.split("::test_")[1].replace("_", " ") for test in tests)
        yield f"    - Tested by `{file.removeprefix('tests/')}`: {'; '.join(claims)}"


def coverage_list() -> str:
    """List every statement with its anchor, functions and tests."""
    lines = []
    for chapter in chapters():
        rows = chapter["row"]
        done = sum("page" in row for row in rows)
        lines += [f"## {chapter['name']}", ""]
        lines += [f"{done} of {len(rows)} statements done.", ""]
        for row in rows:
            lines.append(_item(row, row["statement"]))
            if "functions" in row and "tests" in row:
                functions = ", ".join(_function(name) for name in row["functions"])
                lines += [f"    - Code: {functions}", *_tests(row["tests"])]
            else:
                lines.append("    - Not done yet")
        lines.append("")
    return "\n".join(lines)


def corrections_list() -> str:
    """List what the notes get wrong or loosely."""
    lines = []
    for chapter in chapters():
        rows = [row for row in chapter["row"] if "correction" in row]
        if rows:
            lines += [f"## {chapter['name']}", ""]
        for row in rows:
            lines.append(_item(row, row.get("correction", "")))
            lines.append(f"    - The statement: {_text(row['statement'])}")
        lines.append("")
    return "\n".join(lines)


LISTS = {"[[coverage]]": coverage_list, "[[corrections]]": corrections_list}


class _Lists(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [
            part
            for line in lines
            for part in (
                LISTS[line]().splitlines() if line.strip() in LISTS else [line]
            )
        ]


class CoverageExtension(Extension):
    """Configured in mkdocs.yml, without options."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run before any other preprocessor but the line normaliser (30)."""
        md.preprocessors.register(_Lists(md), "coverage", 29)


def makeExtension(**kwargs: Any) -> CoverageExtension:
    """Return the extension to Python-Markdown."""
    return CoverageExtension(**kwargs)
