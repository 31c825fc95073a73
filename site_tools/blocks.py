"""The Python blocks of the pages, as a reader sees them: includes expanded."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown import Markdown
from pymdownx.snippets import (
    SnippetExtension,
    SnippetMissingError,
    SnippetPreprocessor,
)

ROOT = Path(__file__).resolve().parent.parent
OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
LANGUAGE = re.compile(r"\{?[ \t]*\.?(?P<language>[\w+-]*)")
INCLUDE = re.compile(r'-+8<-+[ \t]+"(?P<path>[^"]+)"')
EXPECTED_OUTPUT = "<!--pytest-codeblocks:expected-output-->"


class BlockError(ValueError):
    """A block that cannot be expanded."""


@dataclass(frozen=True)
class Fence:
    """One fenced block of a page; lines count from 1."""

    page: Path
    first_line: int  # the opening fence
    last_line: int  # the closing fence
    indent: str
    info: str
    body: str

    @property
    def is_python(self) -> bool:
        """Whether Pygments would colour it as Python, however it is spelled."""
        match = LANGUAGE.match(self.info)
        language = match["language"].lower() if match else ""
        return language in {"python", "py", "python3", "py3", "sage", "bazel"}

    @property
    def includes(self) -> list[str]:
        """Files, or sections of files, that it includes."""
        return INCLUDE.findall(self.body)

    @property
    def code(self) -> str:
        """Its text with all includes expanded."""
        return expand(self)

    @property
    def place(self) -> str:
        """Page, line and included files, for messages."""
        where = f"{os.path.relpath(self.page, ROOT)}, line {self.first_line}"
        return f"{where} ({', '.join(self.includes)})" if self.includes else where


def pages() -> list[Path]:
    """Return the README and every Markdown page; labs are executed by the build."""
    docs = ROOT / "docs"
    found = (p for p in docs.rglob("*.md") if docs / "includes" not in p.parents)
    return [ROOT / "README.md", *sorted(found)]


def fences(page: Path, text: str) -> Iterator[Fence]:
    """Find all fenced blocks of a page, in tabs, lists and admonitions too."""
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        opening = OPENING.match(lines[position])
        position += 1
        if not opening:
            continue
        start, mark = position, opening["fence"]
        closing = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        while position < len(lines) and not closing.match(lines[position]):
            position += 1
        if position == len(lines):
            raise BlockError(f"{page}, line {start}: the fence is never closed")
        indent = opening["indent"]
        body = "".join(
            f"{line.removeprefix(indent)}\n" for line in lines[start:position]
        )
        position += 1
        yield Fence(page, start, position, indent, opening["info"].strip(), body)


@cache
def _preprocessor() -> SnippetPreprocessor:
    options = {"base_path": [str(ROOT)], "check_paths": True}
    return SnippetPreprocessor(SnippetExtension(**options).getConfigs(), Markdown())


def expand(fence: Fence) -> str:
    """Expand a fence's includes as pymdownx.snippets does in the build."""
    try:
        return with_includes(fence.body)
    except SnippetMissingError as error:
        raise BlockError(f"{fence.place}: {error}") from error


def with_includes(text: str) -> str:
    """Expand all includes of a text."""
    lines = _preprocessor().run(text.splitlines())
    return "".join(f"{line}\n" for line in lines)
