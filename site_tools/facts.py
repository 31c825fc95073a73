"""Markdown extension: what stands below every page about the page itself.

When it last changed, how to edit it, which tests guard it, and with what they last
passed. Nobody searches for it.
"""

import html
import posixpath
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

from site_tools import source, verified
from site_tools.blocks import ROOT, fences
from site_tools.coverage import chapters
from site_tools.history import last_changed

TESTS = ROOT / "tests"
TEST = re.compile(r"^ *def test_", re.MULTILINE)


@cache
def count(path: Path) -> int:
    """Number of test functions in a file, or in all files of a folder."""
    if path.is_dir():
        return sum(count(file) for file in path.rglob("test_*.py"))
    return len(TEST.findall(path.read_text(encoding="utf-8")))


def guards(path: str) -> list[Path]:
    """Test files of a topic, the folder of a chapter, or what guards every page."""
    page = ROOT / "docs" / path
    tests = TESTS / page.parent.name
    if page.parent.parent != ROOT / "docs" or not tests.is_dir():
        return [TESTS / "docs", TESTS / "site"]
    if page.stem == "index":
        return [tests]
    stems = [topic.stem.replace("-", "_") for topic in page.parent.glob("*.md")]
    own = page.stem.replace("-", "_")
    return [
        file
        for file in sorted(tests.glob(f"test_{own}*.py"))
        if own == max((s for s in stems if _belongs(file, s)), key=len, default="")
    ]


def _belongs(file: Path, stem: str) -> bool:
    return f"{file.stem}_".startswith(f"test_{stem}_")


def spoken(day: date) -> str:
    """Write a date out: 26 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _time(day: date) -> str:
    return f'<time datetime="{day}">{spoken(day)}</time>'


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{text}</a>' if address else text


def _amount(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


class Facts:
    """The facts about one page; without the repository's address there are no links."""

    def __init__(self, path: str, repository: str) -> None:
        self.path = path
        self.repository = repository.rstrip("/")

    def _address(self, view: str, file: str) -> str:
        return self.repository and f"{self.repository}/{view}/main/{file}"

    def changed(self) -> str:
        """When the page last changed, and where it can be edited."""
        day = last_changed(self.path)
        edit = self._address("edit", f"docs/{self.path}")
        parts = [_time(day)] if day else []
        parts += [_link(edit, "Edit this page")] if edit else []
        return ", ".join(parts)

    def tested(self) -> str:
        """The tests that guard the page, its statements, and the blocks that ran."""
        return ". ".join([", ".join(self._guards()), *self._statements(), *self._run()])

    def _guards(self) -> Iterator[str]:
        for file in guards(self.path):
            name = file.relative_to(ROOT).as_posix()
            shown = name if file.is_dir() else file.name
            view = "tree" if file.is_dir() else "blob"
            yield f"{count(file)} in {_link(self._address(view, name), shown)}"

    def _statements(self) -> Iterator[str]:
        for chapter in chapters():
            rows = [row for row in chapter["row"] if row.get("page") == self.path]
            if rows:
                page = posixpath.relpath("about/coverage.html", Path(self.path).parent)
                address = f"{page}#{slugify(chapter['name'], '-')}"
                statements = _amount(len(rows), "statement")
                yield _link(address, f"Tests of its {statements}")

    def _run(self) -> Iterator[str]:
        file = ROOT / "docs" / self.path
        if file.suffix == ".py":
            yield "The build runs this lab from top to bottom"
            return
        blocks = list(fences(file, file.read_text(encoding="utf-8")))
        if number := sum(block.is_python for block in blocks):
            yield f"{_amount(number, 'block')} of code run as shown"

    def verified(self) -> str:
        """When and with what all tests last passed."""
        record = verified.read(verified.RECORD)
        if record is None:
            return "Not yet: no run of all tests is recorded for this build"
        gpu = verified.read(verified.GPU_RECORD)
        also = ""
        if gpu and self._has_torch():
            also = f". PyTorch code also on {_with(gpu)}"
        return f"{_with(record)}{also}"

    def _has_torch(self) -> bool:
        module = Path(self.path.replace("-", "_")).with_suffix("")
        return (ROOT / "src" / "mlnotes" / f"{module}_torch.py").exists()


def _with(record: verified.Record) -> str:
    return (
        f"{_time(date.fromisoformat(record['date']))}: "
        f"Python {record['python']}, NumPy {record['numpy']}, "
        f"PyTorch {record['torch']}, {record['platform']}, {record['device']}"
    )


class _Footer(Treeprocessor):
    def __init__(self, md: Markdown, repository: str) -> None:
        super().__init__(md)
        self.repository = repository

    def run(self, root: Element) -> None:
        page = source.of(self.md)
        if page is None or page.written is None:
            return
        if day := last_changed(page.written):
            page.meta["changed"] = day.isoformat()  # for the sitemap
        facts = Facts(page.written, self.repository)
        rows = {
            "Last changed": facts.changed(),
            "Tests": facts.tested(),
            "Verified": facts.verified(),
        }
        listed = "".join(
            f"<div><dt>{name}</dt><dd>{text}</dd></div>"
            for name, text in rows.items()
            if text
        )
        footer = SubElement(root, "footer", {"class": "facts"})
        footer.set("data-search-exclude", "")
        footer.text = self.md.htmlStash.store(f"<dl>{listed}</dl>")


class FactsExtension(Extension):
    """Configured in mkdocs.yml; ``repository`` is its address, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"repository": ["", "address of the repository"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after everything else has been laid out, also footnotes (50)."""
        footer = _Footer(md, self.getConfig("repository"))
        md.treeprocessors.register(footer, "facts", 4)


def makeExtension(**kwargs: Any) -> FactsExtension:
    """Return the extension to Python-Markdown."""
    return FactsExtension(**kwargs)
