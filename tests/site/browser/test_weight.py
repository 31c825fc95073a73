"""What Chromium fetches is what the budget counts, and nothing moves meanwhile."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from site_tools import weight
from site_tools.server import served
from tests.site.conftest import BASE

PAGES = (
    "index.html",
    "linear/index.html",
    "attention/bert.html",
    "attention/attention-maps.html",
    "labs/lab-1-digits.html",
    "about/coverage.html",
    "404.html",
)
SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      if (!hadRecentInput) window.shift += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
SCROLL = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
    scrollTo(0, top);
    await new Promise((done) => setTimeout(done, 40));
  }
}"""


@pytest.fixture(scope="module")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site below its path: the 404 page's addresses start with it."""
    root = tmp_path_factory.mktemp("published")
    (root / "ml").symlink_to(site)
    with served(root) as url:
        yield url + BASE.strip("/") + "/"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that the server was asked for, also by workers; no pictures."""
    paths: list[str] = []

    def log_request(handler: BaseHTTPRequestHandler, *_: object) -> None:
        if weight.kind(handler.path) != "images":
            paths.append(handler.path.removeprefix(BASE))

    monkeypatch.setattr(BaseHTTPRequestHandler, "log_request", log_request)
    return paths


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_fetches_what_the_budget_counts(
    site, published, browser: Browser, asked, name
):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(published + name, wait_until="networkidle")
    # A browser without a window does not ask for the manifest.
    counted = weight.first_visit(site, name, BASE) - {"manifest.webmanifest"}
    assert sorted(asked) == sorted(f for f in counted if weight.kind(f) != "images")
    page.close()


def test_search_is_fetched_when_it_is_opened(published, browser: Browser, asked):
    page = browser.new_page()
    page.goto(f"{published}linear/softmax.html", wait_until="networkidle")
    assert not [path for path in asked if "search" in path]
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    searched = [path for path in asked if "search" in path]
    assert sorted(Path(path).name.split(".")[0] for path in searched) == [
        "search",
        "search_index",
    ]
    page.close()


def late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "name",
    [
        "neighbors/knn.html",
        "linear/softmax.html",
        "attention/attention-maps.html",
        "convolution/output-size.html",
    ],
)
def test_nothing_moves_although_the_font_comes_late(
    published, browser: Browser, name, width
):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.route("**/fonts/*", late)
    page.add_init_script(SHIFTS)
    page.goto(published + name, wait_until="networkidle")
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") <= weight.budget()["lighthouse"]["shift"]
    page.close()
