"""A new version of the site: shown at once, never mixed with the old one."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from site_tools import offline
from tests.site.browser.deployed import Deployed

CSS = "assets/stylesheets/site.*.css"
SOFTMAX, DESCENT = "linear/softmax.html", "linear/gradient-descent.html"
COLOUR = "() => getComputedStyle(document.querySelector('h1')).color"
GREEN = "rgb(0, 100, 0)"


def changed(text: str) -> str:
    """Change a page so that it looks wrong with the old style sheet, and vice versa."""
    if "<h1" in text:
        return text.replace("<h1", '<h1 class="new"').replace("</h1>", " (new)</h1>")
    return f"{text} .md-typeset h1.new {{ color: {GREEN} }}"


def assert_new(page: Page) -> None:
    expect(page.locator("h1.new")).to_contain_text("(new)")
    assert page.evaluate(COLOUR) == GREEN


def assert_old(page: Page) -> None:
    expect(page.locator("h1")).not_to_contain_text("(new)")
    assert page.evaluate(COLOUR) != GREEN


@pytest.fixture
def page(deployed: Deployed, reader: BrowserContext) -> Page:
    """A reader's page after two pages were read and kept."""
    page = reader.new_page()
    for name in (SOFTMAX, DESCENT):
        page.goto(deployed.url + name)
        deployed.wait(page, name, CSS)
    return page


def test_a_new_version_is_shown_at_once_and_kept_whole(
    deployed: Deployed, reader: BrowserContext, page: Page
):
    deployed.wait(page, "assets/figures/linear/softmax/*")
    deployed.deploy(changed, SOFTMAX, DESCENT, CSS)
    deployed.asked.clear()
    reader.new_cdp_session(page).send("Network.clearBrowserCache")
    page.reload()
    assert_new(page)
    deployed.wait(page, SOFTMAX, DESCENT, CSS)
    # The page that was kept but is not open was fetched anew, its figures were not.
    assert deployed.asked.count(SOFTMAX) == 1
    assert not [name for name in deployed.asked if "figures/linear/softmax" in name]
    deployed.down = True
    for name in (DESCENT, SOFTMAX):
        page.goto(deployed.url + name)
        assert_new(page)


def test_an_open_page_of_the_old_version_takes_nothing_of_the_new_one(
    deployed: Deployed, reader: BrowserContext, page: Page
):
    other = reader.new_page()
    other.goto(deployed.url + DESCENT)
    deployed.deploy(changed, SOFTMAX, DESCENT, CSS)
    # The theme's script fetches the new page to put it under the old style sheet.
    page.get_by_role("link", name="Sigmoid and softmax", exact=True).first.click()
    assert_new(page)
    deployed.wait(page, SOFTMAX, DESCENT)
    # By now the new worker answers, also for the page that is open elsewhere.
    assert_old(other)
    other.get_by_role("link", name="Sigmoid and softmax", exact=True).first.click()
    assert_new(other)


def test_a_failing_update_leaves_the_old_version_readable(
    deployed: Deployed, page: Page
):
    before = (deployed.folder / offline.LIST).read_text(encoding="utf-8")
    deployed.deploy(changed, SOFTMAX, DESCENT, CSS)
    after = (deployed.folder / offline.LIST).read_text(encoding="utf-8")
    # Half way through a deployment: the list is old, then a page is not yet there.
    for half, name in ((lambda _: before, offline.LIST), (str.swapcase, SOFTMAX)):
        whole = (deployed.folder / name).read_text(encoding="utf-8")
        deployed.asked.clear()
        deployed.alter(half, name)
        page.goto(deployed.url + DESCENT)
        assert_new(page)
        deployed.wait_for_failure(page)
        deployed.down = True
        for kept in (DESCENT, SOFTMAX):
            page.goto(deployed.url + kept)
            assert_old(page)
        deployed.down = False
        (deployed.folder / name).write_text(whole, encoding="utf-8")
    assert (deployed.folder / offline.LIST).read_text(encoding="utf-8") == after
    page.reload()
    assert_new(page)
    deployed.wait(page, SOFTMAX, DESCENT)


def test_what_a_host_rewrites_is_shown_and_not_kept(
    deployed: Deployed, reader: BrowserContext
):
    deployed.alter(changed, SOFTMAX)
    page = reader.new_page()
    page.goto(deployed.url + DESCENT)
    deployed.wait(page, DESCENT)
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Sigmoid and softmax", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("(new)")
    assert page.evaluate("window.same")
    assert SOFTMAX not in deployed.kept(page)


def test_a_slow_network_gives_way_to_what_is_kept(
    deployed: Deployed, reader: BrowserContext
):
    deployed.alter(lambda text: text.replace("SLOW = 5000", "SLOW = 200"), "sw.js")
    page = reader.new_page()
    page.goto(deployed.url + SOFTMAX)
    deployed.wait(page, SOFTMAX)
    deployed.quick.clear()  # a server that accepts and does not answer
    page.goto(deployed.url + SOFTMAX)
    expect(page).to_have_title("Sigmoid and softmax - mlnotes")
    deployed.quick.set()


def test_the_publisher_turns_it_off(deployed: Deployed, page: Page):
    offline.stop(deployed.folder)
    page.goto(deployed.url + SOFTMAX)
    deployed.wait_for_end(page)
