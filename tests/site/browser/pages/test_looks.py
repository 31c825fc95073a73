"""Every page in Chromium: light and dark, on a phone and on a wide screen."""

from pathlib import Path

import jupytext

from site_tools.blocks import fences
from tests.site.browser.pages.visit import DOCS, PAGES, Visit


def test_every_page_is_visited(site: Path):
    built = {page.relative_to(site).as_posix() for page in site.rglob("*.html")}
    assert set(PAGES) == built


def test_nothing_is_reported_to_the_console(visited: Visit):
    assert not visited.said


def test_nothing_is_asked_from_another_site(visited: Visit, published: str):
    assert visited.asked
    inside = (published, "data:", "blob:")
    assert not [address for address in visited.asked if not address.startswith(inside)]


def test_neither_tex_nor_markdown_is_seen(visited: Visit):
    assert not visited.raw


def test_pictures_load_and_are_those_of_the_scheme(visited: Visit):
    assert not visited.pictures


def test_nothing_is_wider_than_the_screen(visited: Visit):
    assert not visited.wide


def code(name: str) -> list[str]:
    """All code that a page has a copy button for, as the tests run it."""
    source = (DOCS / name).with_suffix(".md")
    lab = source.with_suffix(".py")
    if lab.exists():
        cells = jupytext.read(lab).cells
        return [cell.source for cell in cells if cell.cell_type == "code"]
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    blocks = fences(source, text)
    return [block.code for block in blocks if not block.info.startswith("text")]


def test_a_copy_button_yields_the_code_that_the_tests_ran(visited: Visit):
    assert visited.copied == [block.strip() for block in code(visited.name)]
