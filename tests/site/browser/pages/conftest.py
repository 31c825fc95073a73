"""Visits of every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from site_tools.server import served
from tests.site.browser.pages.visit import (
    PAGES,
    Tab,
    Visit,
    tab,
    visit,
    visit_plainly,
)


@pytest.fixture(scope="session")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site below the path that its 404 page names; yields the address."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "ml").symlink_to(site)
    with served(folder) as url:
        yield f"{url}ml/"


@pytest.fixture(scope="session")
def with_scripts(browser: Browser) -> Iterator[Tab]:
    with tab(browser, scripts=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def without_scripts(browser: Browser) -> Iterator[Tab]:
    with tab(browser, scripts=False) as opened:
        yield opened


@pytest.fixture(scope="session", params=PAGES)
def visited(request: pytest.FixtureRequest, with_scripts: Tab, published: str) -> Visit:
    """What one page showed; it is opened once for all tests that ask about it."""
    return visit(with_scripts, published, request.param)


@pytest.fixture(scope="session", params=PAGES)
def plain(
    request: pytest.FixtureRequest, without_scripts: Tab, published: str
) -> Visit:
    """What one page showed with scripts off."""
    return visit_plainly(without_scripts, published, request.param)
