"""pytest plugin: pytest-codeblocks runs the blocks as a reader would paste them.

pytest-codeblocks reads raw Markdown: an include would reach it unexpanded, and a fence
that is not spelled exactly ``python`` would be lost. Before it looks, every Python
block of a page is expanded and its fence normalised; each block then runs in a process
of its own (site_tools/runner.py).
"""

import difflib
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

import pytest
from pytest_codeblocks import main as codeblocks
from pytest_codeblocks import plugin
from pytest_codeblocks.main import CodeBlock

from site_tools.blocks import Fence, fences, pages
from site_tools.runner import run

_extract = codeblocks.extract_from_buffer


def normalise(page: Path, text: str) -> tuple[str, list[Fence]]:
    """Return a page with its Python blocks expanded and plainly fenced, and these."""
    lines, found, copied = text.splitlines(), [], 0
    result: list[str] = []
    for fence in fences(page, text):
        if not fence.is_python:
            continue
        found.append(fence)
        result += lines[copied : fence.first_line - 1]
        mark = "`" * 9  # longer than any fence inside a docstring
        code = (fence.indent + line for line in fence.code.splitlines())
        result += [f"{fence.indent}{mark}python", *code, f"{fence.indent}{mark}"]
        copied = fence.last_line
    return "\n".join([*result, *lines[copied:]]) + "\n", found


def extract_from_buffer(
    buffer: TextIO, max_num_lines: int = 100_000
) -> list[CodeBlock]:
    """Replace pytest-codeblocks' function of the same name."""
    text, found = normalise(Path(buffer.name), buffer.read())
    blocks = _extract(StringIO(text), max_num_lines)
    executed = [block for block in blocks if block.syntax == "python"]
    if len(executed) != len(found):
        raise ValueError(
            f"{buffer.name}: expected {len(found)} Python blocks, got {len(executed)}"
        )
    for block, fence in zip(executed, found, strict=True):
        block.lineno = fence.first_line
        block.fence = fence  # type: ignore[attr-defined]
    return executed


def run_block(item: plugin.TestBlock) -> None:
    """Run one block and compare what it prints with what the page shows."""
    block: Any = item.obj
    fence: Fence = block.fence
    result = run(block.code, f"<{fence.place}>")
    if result.error:
        pytest.fail(f"{fence.place} raised\n{result.error}", pytrace=False)
    shown = block.expected_output or ""
    if result.output != shown:
        diff = difflib.unified_diff(
            shown.splitlines(), result.output.splitlines(), "page", "run", lineterm=""
        )
        pytest.fail(
            f"{fence.place} shows another output than it prints "
            "(`make outputs` rewrites it)\n" + "\n".join(diff),
            pytrace=False,
        )


def pytest_configure() -> None:
    """Put the replacements in place."""
    codeblocks.extract_from_buffer = extract_from_buffer
    plugin.TestBlock.runtest = run_block  # type: ignore[assignment]
    plugin.TestBlock.repr_failure = pytest.Item.repr_failure


def pytest_ignore_collect(collection_path: Any) -> bool | None:
    """Collect the pages of the site and the README, no other Markdown."""
    if collection_path.suffix == ".md":
        return collection_path not in pages()
    return None
