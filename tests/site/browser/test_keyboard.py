"""The keyboard reaches whatever the mouse does, and shows where it is."""

from collections.abc import Iterator

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
# Follows the focus; links of the navigation are many and alike: a few are enough.
FOLLOW = """() => {
  document.querySelectorAll(".md-nav__list > .md-nav__item:nth-child(n + 6)").forEach((item) => item.remove());
  document.querySelectorAll("details").forEach((details) => (details.open = true));
  globalThis.stops = [];
  const shows = (element) => {
    const around = element.matches(".md-option") ? element.nextElementSibling
      : element.matches(".tabbed-set > input") ? element.parentElement.querySelector(".tabbed-labels") : element;
    if (element.matches(".md-search__input")) return true; // opens the search, see below
    const { outlineStyle, outlineWidth } = getComputedStyle(around);
    const { width, height } = around.getBoundingClientRect();
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && width * height > 0
      && around.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  document.addEventListener("focusin", ({ target }) => stops.push([target, shows(target)]));
}"""
MISSED = """() => {
  const reached = new Set(stops.map(([element]) => element));
  const name = (element) => element.outerHTML.slice(0, 120);
  const scrolls = (element) => element.scrollWidth > element.clientWidth
    && ["auto", "scroll"].includes(getComputedStyle(element).overflowX) && !element.querySelector("a, button, input");
  const wanted = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0'], pre code, .formula-scroll")]
    .filter((element) => !element.matches("pre code, .formula-scroll") || scrolls(element))
    .filter((element) => element.tabIndex >= 0 || element.matches("pre code, .formula-scroll"))
    .filter((element) => !element.matches("input[type=radio]:not(:checked), [role=dialog] *"))
    .filter((element) => element.checkVisibility({ visibilityProperty: true }));
  return {
    reached: reached.size,
    missed: wanted.filter((element) => !reached.has(element)).map(name),
    unseen: stops.filter(([, shown]) => !shown).map(([element]) => name(element)),
  };
}"""


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
    page.evaluate(FOLLOW)
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    found = page.evaluate(MISSED)
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
    page.locator(".md-option:checked").focus()
    page.keyboard.press("Tab")
    expect(search).to_be_checked()
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).not_to_be_checked()
