"""The block rule: what pages show is included, complete, executed and compared."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from site_tools.blocks import INCLUDE, ROOT, Fence, fences, pages

FENCES = [f for page in pages() for f in fences(page, page.read_text(encoding="utf-8"))]
BLOCKS = [fence for fence in FENCES if fence.is_python]
SNIPPETS = sorted((ROOT / "snippets").glob("*/*.py"))
MODULES = sorted((ROOT / "src").rglob("*.py"))
PAGES = [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()]
SHOWN = [fence.includes for fence in BLOCKS]
INCLUDED = {include for includes in SHOWN for include in includes}


def on(page: Path, found: list[Fence]) -> list[Fence]:
    return [fence for fence in found if fence.page == page]


def test_every_python_fence_is_collected_and_none_is_skipped():
    """Count the fences with a pattern of its own, the blocks with pytest itself."""
    opening = re.compile(r"^ *(?:`{3,}|~{3,}) *\{? *\.?py(?:thon)?3?\b", re.M | re.I)
    on_pages = {
        str(page.relative_to(ROOT)): len(opening.findall(page.read_text()))
        for page in pages()
    }
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "docs", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert listed.returncode == 0, listed.stdout
    collected = Counter(re.findall(r"^(\S+\.md)::line \d+$", listed.stdout, re.M))
    assert collected == +Counter(on_pages)
    assert collected.total() == len(BLOCKS) > 20


@pytest.mark.parametrize("page", PAGES)
def test_no_block_is_marked_to_be_skipped_or_continued(page):
    text = page.read_text(encoding="utf-8")
    for mark in re.findall(r"<!--.*?(?:pytest|skip).*?-->", text):
        assert mark == "<!--pytest-codeblocks:expected-output-->" or re.fullmatch(
            r"<!--pytest\.mark\.skipif\(not torch\.cuda\.is_available\(\).*-->", mark
        ), mark


@pytest.mark.parametrize("page", PAGES)
def test_the_preprocessor_swallows_no_line_of_a_page(page):
    """It drops a line that quotes a section marker, and with it the sentence."""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        marker = re.search(r"(?<![;-])-+8<-+[ \t]+\[[ \t]*(start|end)", line)
        assert not marker, f"{page.name}, line {number}: write ;--8<-- for the marker"


@pytest.mark.parametrize("page", PAGES)
def test_fences_are_spelled_python(page):
    for fence in on(page, BLOCKS):
        assert fence.info == "python", f"{fence.place}: write ```python"


@pytest.mark.parametrize("page", PAGES)
def test_a_block_defines_or_uses(page):
    """It holds nothing but includes: sections of the package, or one whole snippet."""
    for fence in on(page, BLOCKS):
        if page.name == "README.md":  # shown by hosts that cannot include
            snippets = {snippet.read_text() for snippet in SNIPPETS}
            assert fence.body in snippets, fence.place
            continue
        lines = fence.body.splitlines()
        typed = [line for line in lines if not INCLUDE.fullmatch(line)]
        assert not typed, f"{fence.place}: code is included, never typed: {typed}"
        assert fence.includes, f"{fence.place}: it shows nothing"
        check = uses if fence.includes[0].startswith("snippets/") else defines
        assert not check(fence), f"{fence.place}: {check(fence)}"


def uses(fence: Fence) -> str | None:
    """Say what is wrong with a block that shows a snippet."""
    if len(fence.includes) > 1 or ":" in fence.includes[0]:
        return "a snippet is shown whole and alone"
    return None if "mlnotes" in fence.code else "a snippet uses the package"


def defines(fence: Fence) -> str | None:
    """Say what is wrong with a block of functions."""
    if not fence.includes[0].endswith(":imports"):
        return "a definition starts with its imports"
    for include in fence.includes:
        if not re.fullmatch(r"src/mlnotes/\w+/\w+\.py:[a-z]\w*", include):
            return f"{include} is no section of the package"
    if "mlnotes" in fence.code:
        return (
            "a definition stands alone: imports of mlnotes stand below the section "
            "`imports`, and the block includes the functions that it needs"
        )
    return "it shows the marker of a section" if "8<" in fence.code else None


def test_no_block_lacks_a_function_that_it_calls(tmp_path):
    """A definition may run when pasted and still fail when it is called."""
    for number, fence in enumerate(BLOCKS):
        (tmp_path / f"{number}.py").write_text(fence.code, encoding="utf-8")
    options = ["--isolated", "--select=F821", "--output-format=concise"]
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *options, "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    ).stdout
    lacking = [
        f"{BLOCKS[int(number)].place} lacks {name}"
        for number, name in re.findall(r"^(\d+)\.py:.*`(\w+)`", found, re.M)
    ]
    assert not lacking, "\n".join(lacking)
    assert "All checks passed" in found


@pytest.mark.parametrize("page", PAGES)
def test_no_fence_would_be_run_by_a_shell(page):
    for fence in on(page, FENCES):
        language = fence.info.split(" ")[0]
        assert language not in {"sh", "bash", "shell"}, f"{fence.place}: use `console`"


def test_snippets_are_short_and_shown():
    for snippet in SNIPPETS:
        name = snippet.relative_to(ROOT).as_posix()
        assert [name] in SHOWN, f"no page shows {name}"
        assert len(snippet.read_text(encoding="utf-8").splitlines()) <= 40, name


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.stem)
def test_functions_have_sections_that_are_closed_and_shown(module):
    text = module.read_text(encoding="utf-8")
    started = re.findall(r"--8<-- \[start:(\w+)\]", text)
    ended = re.findall(r"--8<-- \[end:(\w+)\]", text)
    for section in {*started, *ended}:
        closed = started.count(section) == ended.count(section) == 1
        assert closed, f"section {section} needs one start and one end marker"
    for function in re.findall(r"^def ([a-z]\w*)", text, re.M):
        assert function in started, f"{function} has no section to be shown by"
    name = module.relative_to(ROOT).as_posix()
    for section in started:
        assert f"{name}:{section}" in INCLUDED, f"no page shows {name}:{section}"
