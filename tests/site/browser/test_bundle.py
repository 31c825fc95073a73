"""The theme's script still does what it did before site_tools/bundle.py cut it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

RESULT = ".md-search-result__link"
FONT = "() => [...document.fonts].some(({ status }) => status === 'loaded')"
MARKED = """() => [...document.querySelectorAll("article mark")]
  .filter((mark) => mark.checkVisibility()).map((mark) => mark.innerText.toLowerCase())"""


@pytest.fixture
def page(browser: Browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: line.type == "error" and errors.append(line.text))
    yield page
    page.close()
    assert not errors


def search(page: Page, key: str, words: str) -> None:
    page.keyboard.press(key)
    page.keyboard.type(words)
    expect(page.locator(RESULT).first).to_be_visible()


@pytest.mark.parametrize("key", ["f", "s", "/"])
def test_search_opens_by_each_of_its_keys(address, page, key):
    page.goto(f"{address}index.html")
    search(page, key, "softmax")
    expect(page.locator(".md-search-result__meta")).to_contain_text(
        "matching documents"
    )


def test_search_works_from_disk(site: Path, page):
    page.goto((site / "linear" / "softmax.html").as_uri())
    search(page, "s", "gradient")
    page.locator(RESULT).first.click()
    page.wait_for_url("**/gradient-descent.html?h=gradient")
    assert page.locator("h1").inner_text().startswith("Gradient descent")


def test_an_address_can_hold_a_search(address, page):
    page.goto(f"{address}index.html?q=perceptron")
    expect(page.locator(RESULT).first).to_be_visible()


def test_found_words_are_marked_on_another_page_and_on_the_same(address, page):
    page.goto(f"{address}linear/softmax.html?h=sigmoid")
    expect(page.locator("article mark:visible").first).to_be_visible()
    assert set(page.evaluate(MARKED)) == {"sigmoid"}
    page.goto(f"{address}linear/softmax.html")
    search(page, "/", "sigmoid")
    page.locator(f"{RESULT}[href*='linear/softmax.html']").first.click()
    expect(page.locator("article mark:visible").first).to_be_visible()
    assert set(page.evaluate(MARKED)) == {"sigmoid"}


def test_instant_navigation_keeps_the_document_and_its_style_sheet(address, page):
    page.goto(f"{address}index.html")
    sheet = page.locator("link[href*='/site.']").element_handle()
    for folder in ("attention", "convolution", "attention"):
        page.locator(f".md-nav--primary a[href$='/{folder}/index.html']").first.click()
        page.wait_for_url(f"**/{folder}/index.html")
    assert sheet.evaluate("(sheet) => sheet.isConnected && sheet.sheet !== null")
    assert len(page.query_selector_all("link[rel=stylesheet]")) == 1
    page.locator("article a[href$='/dot-product.html']").first.click()
    page.wait_for_function(FONT)


def test_an_interactive_figure_works_at_each_visit(address, page):
    page.goto(f"{address}attention/index.html")
    for _ in range(2):
        page.locator("article a[href$='attention-maps.html']").first.click()
        expect(page.locator("attention-viewer [role=radio]").first).to_be_visible()
        page.locator(".md-nav--primary a[href$='attention/index.html']").first.click()
        page.wait_for_url("**/attention/index.html")


@pytest.mark.parametrize("secure", [True, False])
def test_a_block_is_copied_also_where_the_browser_offers_no_clipboard(
    browser: Browser, address, secure
):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}linear/softmax.html")
    read = page.evaluate_handle(
        "() => navigator.clipboard.readText.bind(navigator.clipboard)"
    )
    if not secure:
        page.evaluate(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
        )
    block = page.locator(".language-python", has=page.locator(".md-code__button")).first
    block.hover()
    block.locator(".md-code__button").click()
    expect(page.locator(".md-dialog--active")).to_contain_text("Copied")
    copied = read.evaluate("(read) => read()")
    assert copied == block.locator("code").inner_text().rstrip()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_the_reader(browser: Browser, address, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{address}index.html")
    body = page.locator("body")
    first, second = ("slate", "default") if scheme == "dark" else ("default", "slate")
    expect(body).to_have_attribute("data-md-color-scheme", first)
    for _ in range(2 if scheme == "light" else 1):
        page.locator("form[data-md-component=palette] label:visible").click()
    expect(body).to_have_attribute("data-md-color-scheme", second)
    expect(body).not_to_have_attribute("data-md-color-switching", re.compile(".*"))
    page.close()
