"""A site without an address, as `make build` makes it: complete, and nothing half."""

import shutil

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from site_tools import draw, labs
from site_tools.blocks import ROOT

PAGES = ["index.md", "about/changelog.md", "about/coverage.md"]


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory):
    """Three pages, built with the real configuration, theme and hooks."""
    folder = tmp_path_factory.mktemp("unpublished")
    (folder / "docs" / "about").mkdir(parents=True)
    for page in PAGES:
        (folder / "docs" / page).write_text(f"# Title of {page}\n\nText.\n")
    shutil.copytree(ROOT / "docs" / "stylesheets", folder / "docs" / "stylesheets")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITE_URL", raising=False)
        patch.delenv("REPO_URL", raising=False)
        patch.setattr(draw, "draw_stale", lambda: None)
        patch.setattr(labs, "SOURCES", folder)
        patch.chdir(ROOT)
        config = load_config(
            str(ROOT / "mkdocs.yml"),
            docs_dir=str(folder / "docs"),
            site_dir=str(folder / "site"),
            nav=PAGES,
        )
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return folder / "site"


def test_no_file_tells_an_address_that_nobody_knows(unpublished):
    for name in ("sitemap.xml", "sitemap.xml.gz", "robots.txt", "feed.xml", "llms.txt"):
        assert not (unpublished / name).exists(), name
    assert not (unpublished / "assets" / "cards").exists()
    assert not list(unpublished.rglob("*.md"))


def test_no_page_names_an_address_that_nobody_knows(unpublished):
    pages = list(unpublished.rglob("*.html"))
    assert len(pages) == len(PAGES) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for half in (
            "canonical",
            "og:",
            "twitter:",
            "feed.xml",
            "None",
            'href="http',
            "md-source",
            "Edit this page",
            "navigation.instant",
        ):
            assert half not in text, f"{page.name}: {half}"
        assert 'href=""' not in text
        assert 'content=""' not in text
