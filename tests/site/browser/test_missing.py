"""An address that leads nowhere, at any depth, shows a page that leads on."""

import re
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest

from site_tools.server import served
from tests.site.conftest import SITE_URL

BELOW = urlsplit(SITE_URL).path  # the site's folder at its host
MISSING = "linear/no/such/page.html"


@pytest.fixture(scope="module")
def host(site, tmp_path_factory):
    """A host that keeps the site in a folder, with one page for whatever is missing."""
    folder = tmp_path_factory.mktemp("host")
    (folder / BELOW.strip("/")).symlink_to(site)
    (folder / "404.html").symlink_to(site / "404.html")
    with served(folder) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def page(browser, host, request):
    """The answer to a missing address, on a phone; all that it asks for comes."""
    page = browser.new_page(
        color_scheme=request.param, viewport={"width": 360, "height": 800}
    )
    failed = []
    page.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
    page.goto(urljoin(host, BELOW + MISSING), wait_until="networkidle")
    assert failed == [urljoin(host, BELOW + MISSING)]
    yield page
    page.close()


def test_it_says_what_happened_and_leads_to_every_chapter(page, host):
    assert page.title() == "Page not found - mlnotes"
    assert page.locator("h1").inner_text() == "Page not found"
    links = page.locator("article a").evaluate_all("all => all.map(a => a.href)")
    for address in links:
        with urlopen(address) as answer:
            assert answer.status == 200
    folders = {re.sub(rf"{host[:-1]}{BELOW}|/?index.html", "", link) for link in links}
    chapters = "neighbors linear networks convolution training sequences attention"
    assert folders >= set(chapters.split())
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wide)


def test_its_search_finds(page):
    page.get_by_label("Search for").fill("momentum")
    page.locator("article").get_by_role("button", name="Search").click()
    page.wait_for_url("**/index.html?q=momentum")
    found = page.locator(".md-search-result__item a").first
    found.wait_for()
    assert "momentum" in found.inner_text().lower()
