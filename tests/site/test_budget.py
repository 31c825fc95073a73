"""Every page keeps within budget.toml, and loads no script that it does not need."""

import re
from pathlib import Path

import pytest

from site_tools import weight
from tests.site.conftest import BASE

ELEMENT = re.compile(r"<([a-z]+-[a-z]+)[\s>]")
SCRIPT = re.compile(r'<script src="[^"]*javascripts/([a-z-]+)\.js" defer>')


def names(site: Path) -> list[str]:
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))


def test_every_page_keeps_within_its_budget(site):
    over = []
    for name in names(site):
        limits = weight.limits(name)
        for part, size in weight.weigh(site, name, BASE).items():
            if size > limits[part]:
                over.append(f"{name}: {part} {size}, limit {limits[part]}")
    assert not over, "\n".join(over)


def test_every_kind_of_page_has_pages(site):
    found = {weight.limits(name)["name"] for name in names(site)}
    assert found == {kind["name"] for kind in weight.budget()["page"]}


def test_what_a_page_loads_is_counted(tmp_path):
    (tmp_path / "a").mkdir()
    page = (
        '<link rel="stylesheet" href="../a.css"><link rel="next" href="b.html">'
        '<link rel="icon" href="/ml/i.svg"><script>1</script>'
        '<script defer src="../a.js"></script>'
        '<img alt="x" src="x.light.svg#only-light" width="1">'
        '<img alt="x" src="x.dark.svg#only-dark">'
    )
    (tmp_path / "a" / "a.html").write_text(page)
    loaded = {"a/a.html", "a.css", "a.js", "i.svg", "a/x.light.svg"}
    assert weight.first_visit(tmp_path, "a/a.html", "/ml/") == loaded


def test_the_font_stands_in_a_sheet_of_pages_with_formulas(site):
    """So that it is there when they are first painted, and nothing moves."""
    assert not list(site.rglob("*.woff2"))
    for name in names(site):
        page = (site / name).read_text(encoding="utf-8")
        fonts = [
            f for f in weight.first_visit(site, name, BASE) if weight.kind(f) == "fonts"
        ]
        assert len(fonts) == ("<math" in page), name
        for font in fonts:
            sheet = (site / font).read_text(encoding="utf-8")
            assert "font-family:STIX Two Math;src:url(data:font/woff2;base64," in sheet


def test_a_page_of_no_kind_is_an_error():
    with pytest.raises(ValueError, match=r"expected new\.html in a kind of page"):
        weight.limits("new.html")


def test_scripts_of_interactive_figures_are_loaded_where_they_are_needed(site):
    """And nowhere else: each would be weight on every page."""
    used = set()
    for name in names(site):
        page = (site / name).read_text(encoding="utf-8")
        article = page[page.find("<article") : page.find("</article>")]
        elements = set(ELEMENT.findall(article))
        assert set(SCRIPT.findall(article)) == elements, name
        used |= elements
    assert {"attention-viewer", "conv-calculator"} <= used


def test_no_script_blocks_rendering(site):
    for name in names(site):
        page = (site / name).read_text(encoding="utf-8")
        for tag in re.findall(r"<script[^>]*\ssrc=[^>]*>", page):
            assert " defer" in tag, f"{name}: {tag}"
