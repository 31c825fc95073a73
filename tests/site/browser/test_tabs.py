"""Tabs with the same labels switch together, and the choice stays."""

from playwright.sync_api import Browser, Page

from tests.site.browser.pages.visit import tab


def chosen(page: Page) -> list[str]:
    """Labels of the chosen tabs of all sets that have a tab for PyTorch."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".tabbed-set")]
          .map((set) => [...set.querySelectorAll(":scope > .tabbed-labels > label")])
          .filter((labels) => labels.some((label) => label.textContent === "PyTorch"))
          .map((labels) => labels.find((label) => label.control.checked).textContent)"""
    )


def test_a_choice_holds_for_the_page_and_the_next_ones(browser: Browser, address: str):
    with tab(browser, scripts=True) as opened:
        page = opened.page
        page.goto(f"{address}linear/softmax.html")
        assert set(chosen(page)) == {"NumPy"}
        page.locator(".tabbed-labels > label", has_text="PyTorch").first.click()
        assert len(chosen(page)) >= 3
        assert set(chosen(page)) == {"PyTorch"}
        page.goto(f"{address}networks/activations.html")
        assert set(chosen(page)) == {"PyTorch"}
        page.locator(".tabbed-labels > label", has_text="NumPy").first.click()
        page.goto(f"{address}linear/softmax.html")
        assert set(chosen(page)) == {"NumPy"}
        assert not opened.said
