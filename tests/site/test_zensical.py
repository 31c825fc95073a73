"""Zensical builds the same pages from the same mkdocs.yml."""

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from filelock import FileLock

from site_tools import zensical
from site_tools.blocks import ROOT
from site_tools.server import served
from tests.site.conftest import REPO_URL, SITE_URL, shared
from tests.site.reading import check_links, check_requests, read

# What differs on every page, by kind: only under Zensical, and why.
ADDED = {
    "ids": {"__skip": "where its theme's link to the content leads"},
}
# Files of one build alone, and why.
ONLY_MKDOCS = {
    "assets/cards/*.png": "social cards: made by hooks, for the published site",
    "feed.xml": "made by hooks",
    "llms.txt": "made by hooks",
    "robots.txt": "made by hooks",
    "*.html.md": "made by hooks, for llms.txt",
    "search/search_index.js*": "search.js and search.json are Zensical's",
    "assets/javascripts/*": "the theme's own",
    "assets/stylesheets/*": "the theme's own",
    "assets/fonts/*.css": "the math font in its sheet",
}
ONLY_ZENSICAL = {
    "stylesheets/site.css": "joined with the theme's by hooks",
    "stylesheets/math.css": "filled with the font by hooks",
    "assets/fonts/*.woff2": "the font for it",
    "search.js*": "the search index",
    "assets/javascripts/*": "the theme's own",
    "assets/stylesheets/*": "the theme's own",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The site as `make zensical` makes it, built once for all workers."""
    folder = shared(tmp_path_factory, "zensical")
    with FileLock(f"{folder}.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", SITE_URL)
        patch.setenv("REPO_URL", REPO_URL)
        if not folder.exists():
            zensical.build(folder)
    return folder / "site"


@pytest.fixture(scope="module")
def both(site, built):
    return read(site), read(built)


def test_both_builds_have_the_same_pages(both):
    ours, theirs = both
    assert len(ours) > 90
    assert theirs.keys() == ours.keys()


@pytest.mark.parametrize(
    "kind", ["head", "text", "formulas", "code", "links", "pictures", "ids"]
)
def test_every_page_says_the_same(both, kind):
    ours, theirs = both
    added = ADDED.get(kind, {})
    for path, page in ours.items():
        found = [part for part in theirs[path].says[kind] if part not in added]
        assert found == page.says[kind], f"{path}: {kind}"
    assert sum(len(page.says[kind]) for page in ours.values()) > 100


def test_every_known_difference_exists(both):
    ours, theirs = both
    for kind, parts in ADDED.items():
        for part in parts:
            assert not any(part in page.says[kind] for page in ours.values())
            assert all(part in page.says[kind] for page in theirs.values())


def test_only_known_files_are_missing_or_added(site, built):
    ours, theirs = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
        for folder in (site, built)
    )
    for files, known in ((ours - theirs, ONLY_MKDOCS), (theirs - ours, ONLY_ZENSICAL)):
        for pattern in known:
            matched = {file for file in files if fnmatch(file, pattern)}
            assert matched, f"no longer a difference: {pattern}"
            files -= matched
        assert not files


def test_every_link_leads_somewhere_and_nowhere_else(built, both):
    pages = both[1]
    assert check_links(built, pages) > 1000
    check_requests(built, pages)


def test_search_finds_words_and_no_formulas_or_blocks(built):
    text = (built / "search.json").read_text(encoding="utf-8")
    assert "softmax" in text
    assert "nearest" in text
    assert "<pre" not in text
    assert not re.search(r"[\U0001d400-\U0001d7ff]", text)
    assert (built / "search.js").read_text(encoding="utf-8").endswith(text)


def test_files_are_listed_for_reading_offline(site, built):
    ours, theirs = (
        json.loads((folder / "offline.json").read_text(encoding="utf-8"))
        for folder in (site, built)
    )
    assert theirs["pages"] == ours["pages"]
    assert theirs["version"] in (built / "sw.js").read_text(encoding="utf-8")


def test_pages_work_in_a_browser_and_ask_no_other_site(built, browser):
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with served(built) as address:
        page.on("request", lambda request: said.append(request.url))
        for name in ("index", "attention/attention-maps", "labs/lab-1-digits"):
            page.goto(f"{address}{name}.html", wait_until="networkidle")
        page.keyboard.press("Control+k")
        page.keyboard.type("momentum")
        first = page.get_by_role("option").first
        first.filter(has_text="momentum").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/training/momentum.html*")
        page.close()
    assert not [text for text in said if not text.startswith((address, "blob:"))]


PROJECT = f"""
site_name: Mistakes
markdown_extensions:
  - pymdownx.arithmatex: {{generic: true, block_syntax: [dollar]}}
  - pymdownx.snippets: {{base_path: ["{ROOT}"], check_paths: true}}
  - site_tools.figure
  - site_tools.tex
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$$\n\\frac{1\n$$", "TexError: wrong TeX"),
        ("[](#eq-none)", "TexError: no formula on this page"),
        ("![What it shows](figure:no/such/one)", "FigureError: no function"),
        ('--8<-- "src/nowhere.py"', "SnippetMissingError"),
        ("[nowhere](nowhere.md)", "page does not exist"),
        ("[nowhere](#nowhere)", "anchor does not exist"),
        ("All is well.", ""),
    ],
)
def test_what_is_wrong_on_a_page_stops_the_build(tmp_path, text, message):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Title\n\n{text}\n")
    (tmp_path / "mkdocs.yml").write_text(PROJECT)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert bool(done.returncode) == bool(message), done.stderr
    shown = re.sub(r"\x1b\[[\d;]*m", "", done.stderr)
    assert message in shown
