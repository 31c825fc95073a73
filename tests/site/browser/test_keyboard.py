"""The keyboard reaches whatever the mouse does, and shows where it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.browser.pages.visit import PHONE, WIDE, tab

KINDS = [
    "linear/softmax.html",  # tabs, answers, formulas that scroll
    "convolution/output-size.html",  # a calculator
    "attention/attention-maps.html",  # a viewer
    "labs/lab-3-convolution.html",
    "about/coverage.html",
    "index.html",
]
SCRIPT = Path(__file__).with_name("keyboard.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with tab(browser, scripts=True) as opened:
        yield opened.page
        assert not opened.said


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("kind", KINDS)
def test_tab_stops_everywhere_and_is_seen(page: Page, address: str, kind, size):
    page.set_viewport_size(size)
    page.goto(address + kind)
    page.evaluate(SCRIPT)
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    found = page.evaluate("missed()")
    assert found["reached"] > 15
    assert not found["missed"]
    assert not found["unseen"]


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"
    )


def test_the_first_stop_skips_what_stands_on_every_page(page: Page, address: str):
    page.goto(f"{address}linear/softmax.html")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement === document.body")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_the_menu_of_a_phone_opens_and_closes(page: Page, address: str):
    page.set_viewport_size(PHONE)
    page.goto(f"{address}linear/softmax.html")
    menu = page.locator(".md-sidebar--primary")
    page.get_by_role("button", name="Menu").focus()
    assert not menu.is_visible()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert focused(page) == "Back"
    page.keyboard.press("Tab")
    assert focused(page) == "Scores, weights and the bias trick"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert focused(page) == "mlnotes"
    page.keyboard.press("Escape")
    assert focused(page) == "Menu"
    assert not menu.is_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_tab_opens_the_search_and_escape_closes_it(page: Page, address: str, size):
    page.set_viewport_size(size)
    page.goto(f"{address}index.html")
    search = page.locator("#__search")
    page.locator(".md-option").first.focus()
    page.keyboard.press("Tab")
    expect(search).to_be_checked()
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).not_to_be_checked()
